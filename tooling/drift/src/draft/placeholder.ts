/** The text where a person has to write a description. Lint rejects it. */
export const PLACEHOLDER = 'To be described.';

/** The placeholder with the words of the source, which a person replaces. */
export function placeholderFor(words: string | undefined): string {
  return words === undefined || words.trim() === ''
    ? PLACEHOLDER
    : `${PLACEHOLDER} The platform says: “${words.trim().replace(/\s+/g, ' ')}”`;
}

/** Whether a text still has to be written by a person. */
export function isPlaceholder(text: unknown): text is string {
  return typeof text === 'string' && /\bTo be described\b/.test(text);
}
