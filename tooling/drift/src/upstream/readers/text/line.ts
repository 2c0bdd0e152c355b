/** A line of a page that is not empty. */
export interface Line {
  readonly text: string;
  /** The text with {@link BOUNDARY} between the parts of different elements, for a page with markup. */
  readonly parts: string;
  /** Columns before the text: members of an object may be indented. */
  readonly indent: number;
  /** In the file, from 1. */
  readonly number: number;
}

/** Stands between the texts of two elements in one line. A character for private use, which no page contains. */
export const BOUNDARY = '\ue000';

/** A line from its parts. */
export function toLine(raw: string, number: number): Line {
  const parts = raw.replaceAll('\u00a0', ' ').trim();
  const text = parts.replaceAll(BOUNDARY, '').trim();
  return { text, parts, number, indent: raw.length - raw.trimStart().length };
}

/** The lines of a text. The number of empty lines differs between copies, so they are left out. */
export function linesOf(text: string): Line[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => toLine(line, index + 1))
    .filter((line) => line.text !== '');
}

/** The end of the parts of a line that stands for the last characters of its text. */
export function lastParts({ parts }: Line, length: number): string {
  let left = length;
  let start = parts.length;
  while (left > 0 && start > 0) {
    start -= 1;
    if (parts[start] !== BOUNDARY) left -= 1;
  }
  return parts.slice(start);
}

/** A text, shortened for a message. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
