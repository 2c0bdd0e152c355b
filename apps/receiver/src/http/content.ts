import * as request from '@partner-webhooks/request';
import { HttpError } from './errors.ts';

/** The text of a body, in UTF-8 by its headers, or the HTTP error. */
export type Decoded = { readonly text: Buffer } | { readonly error: HttpError };

/**
 * Decodes a body by its headers, as {@link request.decode}.
 *
 * @param mediaType the one that the contract names, for the error. Any other that is JSON is accepted as well.
 * @returns the error 415 for another media type, character set or compression, 413 beyond the limit, 400 if the body does not
 * match its compression.
 */
export async function decode(
  headers: request.ContentHeaders,
  received: Buffer,
  maxBytes: number,
  mediaType = 'application/json',
): Promise<Decoded> {
  return asHttp(await request.decode(headers, received, maxBytes), mediaType);
}

/** Decodes a quarantined body for an operator, as {@link request.decodeForOperator}. @returns errors as {@link decode}. */
export async function decodeForOperator(
  ...args: Parameters<typeof request.decodeForOperator>
): Promise<Decoded> {
  return asHttp(await request.decodeForOperator(...args));
}

function asHttp(decoded: request.DecodedContent, mediaType = ''): Decoded {
  if (!('error' in decoded)) return decoded;
  const { error } = decoded;
  switch (error.code) {
    case 'BODY_TOO_LARGE':
      return { error: new HttpError(error.code, { maxBytes: error.maxBytes }) };
    case 'BROKEN_BODY':
      return { error: new HttpError(error.code, { cause: error.cause }) };
    case 'UNSUPPORTED_CONTENT_TYPE':
    case 'UNSUPPORTED_CHARSET':
      return { error: new HttpError(error.code, { mediaType }) };
    default:
      return { error: new HttpError(error.code) };
  }
}
