import { UnreadableError } from '../../published.ts';
import { type Line, shown } from './line.ts';

/** Reads lines one by one. */
export interface LineReader {
  /** The next line, or the one that is some lines behind it. It stays the next one. */
  peek(ahead?: number): Line | undefined;
  /** @throws UnreadableError at the end. */
  next(expected: string): Line;
  atEnd(): boolean;
  /** @throws UnreadableError if the next line does not match. */
  expect(pattern: RegExp, expected: string): Line;
}

/** Creates a reader of some lines of a page. */
export function createLineReader(lines: readonly Line[]): LineReader {
  let index = 0;
  const last = lines.at(-1)?.number ?? 1;
  const next = (expected: string): Line => {
    const line = lines[index];
    if (!line) throw new UnreadableError(`expected ${expected}, found the end of the section`, last);
    index += 1;
    return line;
  };
  return {
    peek: (ahead = 0) => lines[index + ahead],
    next,
    atEnd: () => index >= lines.length,
    expect(pattern, expected) {
      const line = next(expected);
      if (pattern.test(line.text)) return line;
      throw new UnreadableError(`expected ${expected}, found “${shown(line.text)}”`, line.number);
    },
  };
}
