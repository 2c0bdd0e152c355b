import { parseJson } from '@partner-webhooks/types/request';
import { type PublishedExample, UnreadableError } from '../../published.ts';
import { jsonLines } from '../json-lines.ts';
import type { LineReader } from './reader.ts';

/** Reads the example of a body, which ends where its JSON is complete. @throws UnreadableError */
export function readExample(reader: LineReader): PublishedExample {
  const { text: first, number } = reader.next('an example');
  let text = first;
  for (;;) {
    const value = parsed(text);
    if (value !== undefined) {
      rejectDuplicateNames(text, value, number);
      if (typeof value !== 'object' || value === null) break;
      return { line: number, value };
    }
    const following = reader.peek();
    // A status code ends an incomplete example.
    if (!following || /^\d{3}$/.test(following.text)) break;
    text += `\n${reader.next('an example').text}`;
  }
  throw new UnreadableError('expected an example in JSON', number);
}

function parsed(text: string): unknown {
  // Reading what cannot be complete yet, line after line, takes most of the time of a page.
  const last = CLOSING[text.charAt(0)];
  if (last !== undefined && !text.trimEnd().endsWith(last)) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** JSON.parse takes the last one, so that the other would not be compared. */
function rejectDuplicateNames(text: string, value: unknown, firstLine: number): void {
  const { duplicate } = jsonLines(text, value);
  if (duplicate)
    throw new UnreadableError(
      'expected each name once in an object of the example, found one twice',
      firstLine + duplicate.line - 1,
    );
}
