/**
 * What a kept body says. It was valid JSON when it was received, and is kept byte for byte: with its byte order mark, where
 * it came with one, which a parser may ignore (RFC 8259, section 8.1) and `JSON.parse` does not.
 */
export function parseBody(text: string): unknown {
  return JSON.parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
}

const BYTE_ORDER_MARK = 0xfeff;
