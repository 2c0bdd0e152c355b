/**
 * The milliseconds of a text such as `500ms`, `10s`, `30m`, `2h` or `7d`: a whole number and a unit.
 *
 * @returns `undefined` if the text is no duration, or one of more than 2^53 - 1 ms.
 */
export function millisecondsOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  const milliseconds = Number(amount) * MILLISECONDS_PER[unit as DurationUnit];
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}

/** A unit of a duration. */
export type DurationUnit = keyof typeof MILLISECONDS_PER;

/** How many milliseconds each unit has. */
export const MILLISECONDS_PER = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
