// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

import { formatPointer } from './json-pointer.ts';
import { endOfString } from './json-strings.ts';
import { parseJson } from './parse-json.ts';
import type { Violation } from './validation.ts';

/** A parsed body, or the first thing that is wrong with it. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly violation: Violation };

/** The code of a violation of strict JSON. */
export const MALFORMED_JSON = 'json' as const;

/**
 * Parses JSON as systems exchange it (RFC 8259 with the restrictions of I-JSON, RFC 7493). Two parsers of one body must
 * not read different values, so what JSON allows and parsers treat differently is a violation: a duplicate name, text that
 * is not Unicode, a number beyond a double, and `__proto__`, which has a special meaning in JavaScript. What takes long to
 * parse is a violation as well: more than 100,000 values, or more than 32 levels.
 *
 * @param body bytes in UTF-8, or the text that they stand for.
 * @returns a violation without a piece of the body.
 */
export function parseStrictJson(body: Uint8Array | string): ParsedJson {
  try {
    return { ok: true, value: parseOrThrow(body) };
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    const { pointer, message } = error;
    const violation = { pointer: pointer.slice(0, MAX_POINTER_CHARS), code: MALFORMED_JSON, message };
    return { ok: false, violation };
  }
}

/** Ends the recursion at the first violation. It does not leave this file. */
class MalformedJson extends Error {
  readonly pointer: string;

  constructor(pointer: string, problem: string) {
    super(problem);
    this.pointer = pointer;
  }
}

function parseOrThrow(body: Uint8Array | string): unknown {
  if (body.length === 0) throw new MalformedJson('', 'it is empty');
  const text = typeof body === 'string' ? withoutByteOrderMark(body) : decode(body);
  // Before it is parsed: parsing a million values takes seconds, and blocks every other request.
  const colons = measure(text);
  const value = parse(text);
  if (examine(value, []) !== colons) throw new MalformedJson('', 'an object has the same property twice');
  return value;
}

const MAX_POINTER_CHARS = 255;

const MAX_DEPTH = 32;

// The largest list of the contract has some thousand values.
const MAX_VALUES = 100_000;

// It skips a byte order mark at the beginning, as RFC 8259, section 8.1, allows.
const utf8 = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new MalformedJson('', 'it is not valid UTF-8');
  }
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    // The message of the engine quotes the body, so only its position is used.
    const position = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    throw new MalformedJson(
      '',
      position ? `unexpected character at position ${position}` : 'it breaks off or has a wrong character',
    );
  }
}

/** Examines every value. @param path its position. @returns how many members all objects have together. */
function examine(value: unknown, path: (string | number)[]): number {
  if (typeof value === 'string') {
    if (!value.isWellFormed())
      throw new MalformedJson(formatPointer(path), 'it has half of a surrogate pair');
    return 0;
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new MalformedJson(formatPointer(path), 'the number is too large');
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) members += examineAt(index, value[index], path);
    return members;
  }
  for (const name of Object.keys(value)) {
    if (name === '__proto__')
      throw new MalformedJson(formatPointer(path), 'a property has a name that is not allowed');
    if (!name.isWellFormed())
      throw new MalformedJson(formatPointer(path), 'the name of a property has half of a surrogate pair');
    members += 1 + examineAt(name, (value as Readonly<Record<string, unknown>>)[name], path);
  }
  return members;
}

function examineAt(token: string | number, value: unknown, path: (string | number)[]): number {
  path.push(token);
  const members = examine(value, path);
  path.pop();
  return members;
}

/**
 * Counts values, levels and colons outside of strings. The counts are right for any text that is JSON.
 *
 * @returns the number of colons. Each member of an object in the text has one; of members with the same name, the parsed
 * value has only the last.
 * @throws MalformedJson if there are too many values or levels.
 */
function measure(text: string): number {
  let colons = 0;
  let values = 1;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index);
        break;
      case COLON:
        colons += 1;
        break;
      case COMMA:
        values += 1;
        break;
      case BRACE:
      case BRACKET:
        // Counts an empty list as one value, which is close enough.
        values += 1;
        depth += 1;
        if (depth > MAX_DEPTH) throw new MalformedJson('', `it is nested deeper than ${MAX_DEPTH} levels`);
        break;
      case END_BRACE:
      case END_BRACKET:
        depth -= 1;
        break;
    }
    if (values > MAX_VALUES) throw new MalformedJson('', `it has more than ${MAX_VALUES} values`);
  }
  return colons;
}

const BYTE_ORDER_MARK = 0xfeff;
const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const BRACE = 0x7b;
const END_BRACE = 0x7d;
const BRACKET = 0x5b;
const END_BRACKET = 0x5d;
