import type { IncomingMessage } from 'node:http';
import { isJsonInUtf8 } from '@partner-webhooks/types/request';
import type { Request, RequestHandler } from 'express';
import { HttpError } from './errors.ts';

/** Bytes of all headers. Common proxies let through no more. */
export const MAX_HEADER_BYTES = 16_384;

/** Lines of headers. The platform sends ten, and proxies add a few. */
export const MAX_HEADER_LINES = 100;

/** Rejects what Node's parser accepts although a proxy in front of it may see the end of the request elsewhere. */
export const checkHeaders: RequestHandler = (req, res, next) => {
  // Node ignores `Upgrade`, but also the bytes that came with it: what follows could start in the middle of a request. With
  // HTTP/1.0 a connection is for one request.
  if (req.headers.upgrade !== undefined || req.httpVersion === '1.0') res.setHeader('Connection', 'close');
  if (!hasCertainEnd(req)) throw new HttpError('MALFORMED_REQUEST');
  next();
};

/**
 * The value of a header, also if it is repeated with the same value, as some proxies do. The lines are joined with a comma,
 * which no key contains.
 *
 * @param name in lower case.
 */
export function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = listOf(req, name);
  if (value === undefined || !value.includes(', ')) return value;
  const [first, ...others] = value.split(', ');
  return others.every((each) => each === first) ? first : value;
}

/**
 * All lines of a header as one list (RFC 9110, section 5.3).
 *
 * @param name in lower case.
 */
export function listOf({ headers, rawHeaders }: IncomingMessage, name: string): string | undefined {
  if (!FIRST_LINE_ONLY.has(name)) {
    const value = headers[name];
    return typeof value === 'object' ? value.join(', ') : value;
  }
  // Which of two secrets a proxy in front has checked is not certain.
  return countOf(name, rawHeaders) < 2 ? (headers[name] as string | undefined) : linesOf(name, rawHeaders);
}

/** Of these Node takes the first line and ignores the others. */
const FIRST_LINE_ONLY: ReadonlySet<string> = new Set([
  'age',
  'authorization',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

function hasCertainEnd({ headers, httpVersion }: Request): boolean {
  const { 'transfer-encoding': transferEncoding } = headers;
  // Chunks came with HTTP/1.1 (RFC 9112, section 6.1).
  if (httpVersion === '1.0') return transferEncoding === undefined;
  if (httpVersion !== '1.1') return false;
  // Node would take `gzip, chunked` out of its chunks and leave it compressed.
  return transferEncoding === undefined || transferEncoding.toLowerCase() === 'chunked';
}

/**
 * Checks the head of a request whose end is certain. Its body can be read and stored even if the head is wrong.
 *
 * @returns `undefined` if nothing is wrong.
 */
export function headerError(req: Request): HttpError | undefined {
  const { rawHeaders, httpVersion } = req;
  const { expect } = req.headers;
  const hosts = countOf(HOST, rawHeaders);
  // The duty to name the host came with HTTP/1.1 as well (RFC 9112, section 3.2).
  if (hosts > 1 || (hosts === 0 && httpVersion !== '1.0')) return new HttpError('MISSING_HOST');
  if (countOf(CONTENT_TYPE, rawHeaders) > 1 && !isJsonInUtf8(contentTypeOf(req)))
    return new HttpError('AMBIGUOUS_CONTENT_TYPE');
  if (expect === undefined || expect.toLowerCase() === '100-continue') return undefined;
  return new HttpError('EXPECTATION_FAILED');
}

/** The header `Content-Type`. Of two, Node silently takes the first; here they are one list. */
export function contentTypeOf({ rawHeaders, headers }: Request): string | undefined {
  const { 'content-type': first } = headers;
  return countOf(CONTENT_TYPE, rawHeaders) < 2 ? first : linesOf(CONTENT_TYPE, rawHeaders);
}

function linesOf(header: string, rawHeaders: readonly string[]): string {
  return rawHeaders
    .filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === header && index % 2 === 1)
    .join(', ');
}

function countOf(header: string, rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    // The lengths of most names differ.
    if (name.length === header.length && name.toLowerCase() === header) count += 1;
  }
  return count;
}

const HOST = 'host';
const CONTENT_TYPE = 'content-type';
