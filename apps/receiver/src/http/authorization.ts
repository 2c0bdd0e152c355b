import type { IncomingMessage } from 'node:http';
import { headerOf } from './headers.ts';

/** The token of HTTP bearer (RFC 6750, section 2.1); `undefined` if the request has none, or two different ones. */
export function bearerToken(req: IncomingMessage): string | undefined {
  return credentials(req, BEARER);
}

/**
 * User name and password of HTTP basic, with a colon in between (RFC 7617). Senders encode them in UTF-8 or, as before that
 * RFC, in ISO 8859-1.
 *
 * @returns `undefined` if the request has none, or two different ones.
 */
export function basicCredentials(req: IncomingMessage): string | undefined {
  const encoded = credentials(req, BASIC);
  if (encoded === undefined || !BASE64.test(encoded)) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    text = bytes.toString('latin1');
  }
  return text.includes(':') ? text.normalize('NFC') : undefined;
}

/** The part of the header behind the name of the scheme, whatever the case of that (RFC 9110, section 11.1). */
function credentials(req: IncomingMessage, scheme: RegExp): string | undefined {
  return scheme.exec(headerOf(req, 'authorization') ?? '')?.[1];
}

const BEARER = /^Bearer +(\S.*?) *$/i;
const BASIC = /^Basic +(\S+) *$/i;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

// A byte order mark would be a part of the user name.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
