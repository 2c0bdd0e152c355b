import { LineCounter, parseDocument } from 'yaml';
import { type PublishedExample, UnreadableError } from '../../published.ts';
import type { LineReader } from './reader.ts';

/** Reads the example of a body, which ends where its JSON is complete. @throws UnreadableError */
export function readExample(reader: LineReader): PublishedExample {
  const { text: first, number } = reader.next('an example');
  let text = first;
  for (;;) {
    const value = parsed(text);
    if (value !== undefined) {
      rejectDuplicateNames(text, number);
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
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON.parse takes the last one, so that the other would not be compared. */
function rejectDuplicateNames(text: string, firstLine: number): void {
  const lineCounter = new LineCounter();
  const [error] = parseDocument(text, { uniqueKeys: true, lineCounter }).errors;
  if (error?.code === 'DUPLICATE_KEY')
    throw new UnreadableError(
      'expected each name once in an object of the example, found one twice',
      firstLine + lineCounter.linePos(error.pos[0]).line - 1,
    );
}
