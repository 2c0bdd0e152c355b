/** Whether a text is an id, or at least {@link MIN_CHARS} characters of its beginning or of its end. In lower case. */
export function isIdOrPart(text: string): boolean {
  return text.length >= MIN_CHARS && (isBeginning(text) || isEnd(text));
}

/** Whether a text can be the beginning of an id. */
export function isBeginning(text: string): boolean {
  return SHAPE.startsWith(shapeOf(text));
}

/** Whether a text can be the end of an id. */
export function isEnd(text: string): boolean {
  return SHAPE.endsWith(shapeOf(text));
}

/** Whether a beginning or an end of an id is all of it. */
export function isWhole(part: string): boolean {
  return part.length === SHAPE.length;
}

// A UUID (RFC 9562, section 4).
const SHAPE = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';

// An id begins with its time: 8 characters are those of a minute.
const MIN_CHARS = 8;

function shapeOf(text: string): string {
  // An x would pass for a digit.
  return text.replaceAll(/[^-]/g, (character) => (/[\da-f]/.test(character) ? 'x' : '?'));
}
