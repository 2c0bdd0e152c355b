/**
 * Well-formed text of a limited length in UTF-8, without control characters except line feed. What does not fit is cut off
 * and never copied.
 */
export class BoundedText {
  readonly #maxBytes: number;
  #parts: string[] = [];
  // In characters: each takes at least one byte.
  #room: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#room = maxBytes;
  }

  get isFull(): boolean {
    return this.#room === 0;
  }

  /** @param maxChars how many characters of the text may be taken. */
  add(text: string, maxChars = this.#maxBytes): this {
    const length = Math.min(text.length, maxChars, this.#room);
    if (length === 0) return this;
    const taken = text.length > length ? `${text.slice(0, length - 1)}…` : text;
    this.#parts.push(taken);
    this.#room -= taken.length;
    return this;
  }

  toString(): string {
    const text = this.#parts.join('').toWellFormed().replace(CONTROL, escaped);
    const bytes = Buffer.from(text);
    if (bytes.length <= this.#maxBytes) return text;
    // Cut at the beginning of a character, with room for the ellipsis.
    let end = this.#maxBytes - ELLIPSIS_BYTES;
    while (isContinuation(bytes[end])) end -= 1;
    return `${bytes.toString('utf8', 0, end)}…`;
  }
}

const ELLIPSIS_BYTES = 3;

// A terminal would obey them, and NUL ends a text for some readers of SQLite files.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern matches control characters.
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

function escaped(character: string): string {
  return character === '\t' ? ' ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
