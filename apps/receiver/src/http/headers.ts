import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { malformedRequest } from './refusal.ts';

/** Bytes of all headers. Common proxies let through no more. */
export const MAX_HEADER_BYTES = 16_384;

/** Lines of headers. The platform sends ten, and proxies add a few. */
export const MAX_HEADERS = 100;

/** Refuses what Node's parser lets pass though a proxy in front of it may read it differently. */
export const checkHeaders: RequestHandler = (req, res, next) => {
  // Node ignores the wish, but with it the bytes that came along: what follows could start in the middle of a request. And
  // with HTTP/1.0 a connection is for one request.
  if (req.headers.upgrade !== undefined || req.httpVersion === '1.0') res.setHeader('Connection', 'close');
  if (!isUnambiguous(req)) throw malformedRequest();
  next();
};

/** The value of a header that is there once. @param name in lower case. */
export function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function isUnambiguous({ rawHeaders, headers, httpVersion }: Request): boolean {
  let hosts = 0;
  let contentTypes = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    // Most names are told from these by their lengths.
    if (name.length === HOST.length && name.toLowerCase() === HOST) hosts += 1;
    else if (name.length === CONTENT_TYPE.length && name.toLowerCase() === CONTENT_TYPE) contentTypes += 1;
  }
  // Of two, Node takes the first without a word.
  if (hosts > 1 || contentTypes > 1) return false;
  const { 'transfer-encoding': transferEncoding } = headers;
  // Chunks came with HTTP/1.1, and so did the duty to name the host (RFC 9112, sections 3.2 and 6.1).
  if (httpVersion === '1.0') return transferEncoding === undefined;
  if (httpVersion !== '1.1' || hosts === 0) return false;
  // `gzip, chunked` would be taken out of its chunks and left compressed.
  return transferEncoding === undefined || transferEncoding.toLowerCase() === 'chunked';
}

const HOST = 'host';
const CONTENT_TYPE = 'content-type';
