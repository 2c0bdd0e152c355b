/**
 * A text as a column takes it. PostgreSQL stores every character but U+0000, which JSON can have; it is written as U+001A
 * and a digit, and so is U+001A itself.
 */
export function toColumn(text: string): string {
  return RESERVED.test(text)
    ? text.replace(ALL_RESERVED, (found) => ESCAPE + (found === NUL ? '0' : '1'))
    : text;
}

/** The text of a column. */
export function fromColumn(column: string): string {
  return column.includes(ESCAPE)
    ? column.replace(ESCAPED, (found) => (found.endsWith('0') ? NUL : ESCAPE))
    : column;
}

const NUL = '\u0000';
const ESCAPE = '\u001a';
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const RESERVED = /[\u0000\u001a]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const ALL_RESERVED = /[\u0000\u001a]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const ESCAPED = /\u001a[01]/g;
