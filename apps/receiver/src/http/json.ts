import { malformedJson } from './refusal.ts';

/**
 * What a body says: JSON as systems exchange it (RFC 8259 with the restrictions of I-JSON, RFC 7493). Two readers of
 * one body must not come to different conclusions, so what JSON allows and readers treat differently is refused: a name
 * that is there twice, text that is no Unicode, a number beyond a double, and `__proto__`, which is no mere name to
 * JavaScript.
 *
 * @throws Refusal 400 saying what is wrong, without a piece of the body.
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw malformedJson('', 'it is empty');
  const text = decode(bytes);
  const value = parse(text);
  const members = examine(value, []);
  if (countColons(text) !== members) throw malformedJson('', 'an object has the same property twice');
  return value;
}

const MAX_DEPTH = 32;

// It leaves out a byte order mark at the beginning, as RFC 8259, section 8.1, allows.
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformedJson('', 'it is not valid UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine's own message quotes the input; only the position in it is taken over.
    const position = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    throw malformedJson(
      '',
      position ? `unexpected character at position ${position}` : 'it breaks off or has a wrong character',
    );
  }
}

/** Looks at every value. @param path where it is. @returns how many members all objects have together. */
function examine(value: unknown, path: string[]): number {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw malformedJson(pointerTo(path), 'it has half of a surrogate pair');
    return 0;
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw malformedJson(pointerTo(path), 'the number is too large');
  if (typeof value !== 'object' || value === null) return 0;
  if (path.length >= MAX_DEPTH)
    throw malformedJson(pointerTo(path), `it is nested deeper than ${MAX_DEPTH} levels`);
  const names = Object.keys(value);
  let members = Array.isArray(value) ? 0 : names.length;
  for (const name of names) {
    if (name === '__proto__')
      throw malformedJson(pointerTo(path), 'a property has a name that is not allowed');
    if (!name.isWellFormed())
      throw malformedJson(pointerTo(path), 'the name of a property has half of a surrogate pair');
    path.push(name);
    members += examine((value as Readonly<Record<string, unknown>>)[name], path);
    path.pop();
  }
  return members;
}

/** RFC 6901, section 3. */
function pointerTo(path: readonly string[]): string {
  return path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/**
 * Counts the colons outside of strings. Each member of an object in the text has one; of members with the same name,
 * the parsed value has only the last. The text is known to be JSON.
 */
function countColons(text: string): number {
  let colons = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) inString = !inString;
    else if (code === BACKSLASH) index += 1;
    else if (code === COLON && !inString) colons += 1;
  }
  return colons;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
