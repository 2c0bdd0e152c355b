import type { Request, RequestHandler } from 'express';
import { malformedRequest } from './refusal.ts';

/** Bytes of all headers. Common proxies let through no more. */
export const MAX_HEADER_BYTES = 16_384;

/** Lines of headers. The platform sends ten, and proxies add a few. */
export const MAX_HEADERS = 100;

/** Refuses what Node's parser lets pass though a proxy in front of it may read it differently. */
export const checkHeaders: RequestHandler = (req, res, next) => {
  // Node ignores the wish, but with it the bytes that came along: what follows could start in the middle of a request.
  if (req.headers.upgrade !== undefined) res.setHeader('Connection', 'close');
  if (!isUnambiguous(req)) throw malformedRequest();
  next();
};

function isUnambiguous({ rawHeaders, headers, httpVersion }: Request): boolean {
  const count = (name: string) =>
    rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
  // Of two, Node takes the first without a word.
  if (count('host') > 1 || count('content-type') > 1) return false;
  const { 'transfer-encoding': transferEncoding } = headers;
  // Chunks came with HTTP/1.1, and so did the duty to name the host (RFC 9112, sections 3.2 and 6.1).
  if (httpVersion === '1.0') return transferEncoding === undefined;
  if (httpVersion !== '1.1' || count('host') === 0) return false;
  // `gzip, chunked` would be taken out of its chunks and left compressed.
  return transferEncoding === undefined || transferEncoding.toLowerCase() === 'chunked';
}
