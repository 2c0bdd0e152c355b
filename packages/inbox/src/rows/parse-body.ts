import type { Notification } from '@partner-webhooks/types';
import { parseJson } from '@partner-webhooks/types/request';
import { parseExactJson } from '../identity/exact-json.ts';
import { fingerprint } from '../identity/fingerprint.ts';

/**
 * Parses a stored body. It was valid JSON when it was received, and is stored byte for byte: with its byte order mark, if
 * it came with one, which a parser may ignore (RFC 8259, section 8.1) and `JSON.parse` does not.
 *
 * @throws SyntaxError if it is no longer JSON.
 */
export function parseBody(text: string): unknown {
  return parseJson(withoutByteOrderMark(text));
}

/** The same with every digit of its numbers. @throws SyntaxError as {@link parseBody}. */
export function parseExactBody(text: string): unknown {
  return parseExactJson(withoutByteOrderMark(text));
}

/** The fingerprint of a stored notification; `undefined` if its body is no longer JSON. */
export function fingerprintOfBody(eventType: string, body: Uint8Array): Uint8Array | undefined {
  try {
    const payload = parseExactBody(Buffer.from(body).toString());
    return Buffer.from(fingerprint({ eventType, payload } as Notification), 'hex');
  } catch {
    return undefined;
  }
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

const BYTE_ORDER_MARK = 0xfeff;
