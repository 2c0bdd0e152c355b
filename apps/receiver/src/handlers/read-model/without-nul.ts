/** A text without U+0000, which PostgreSQL cannot store: U+FFFD stands for it. No known value has it. */
export function withoutNul<Text extends string | null>(text: Text): Text {
  return (text?.replaceAll('\u0000', '\ufffd') ?? null) as Text;
}
