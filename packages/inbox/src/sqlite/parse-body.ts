import { parseExactJson } from '../identity/exact-json.ts';

/**
 * What a kept body says. It was valid JSON when it was received, and is kept byte for byte: with its byte order mark, where
 * it came with one, which a parser may ignore (RFC 8259, section 8.1) and `JSON.parse` does not.
 *
 * @throws SyntaxError where it is not JSON any more.
 */
export function parseBody(text: string): unknown {
  return JSON.parse(withoutByteOrderMark(text));
}

/** The same with every digit of its numbers. @throws SyntaxError as {@link parseBody}. */
export function parseExactBody(text: string): unknown {
  return parseExactJson(withoutByteOrderMark(text));
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

const BYTE_ORDER_MARK = 0xfeff;
