import type { RequestHandler } from 'express';
import { headersTooLarge, malformedRequest } from './refusal.ts';

/** Bytes of all headers. Common proxies let through no more. */
export const MAX_HEADER_BYTES = 16_384;

/** Lines of headers. The platform sends ten, and proxies add a few. */
export const MAX_HEADERS = 100;

/**
 * Refuses what Node's parser lets pass or treats in silence: more than {@link MAX_HEADERS}, of which it drops the last,
 * and a request that says twice or not at all for which host it is (RFC 9112, section 3.2).
 */
export const checkHeaders: RequestHandler = ({ rawHeaders, httpVersion }, _res, next) => {
  if (rawHeaders.length > 2 * MAX_HEADERS) throw headersTooLarge();
  const hosts = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host').length;
  if (hosts > 1 || (hosts === 0 && httpVersion !== '1.0')) throw malformedRequest();
  next();
};
