import { isAscii } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import {
  contentCodings,
  foreignCharset,
  isJsonContent,
  isUtf8Content,
  parseStrictJson,
} from '@partner-webhooks/types/request';

/** The headers that say how to decode a body, as they were sent. */
export interface ContentHeaders {
  /** `Content-Type`; several lines of it as one list. */
  readonly contentType?: string | undefined;
  /** `Content-Encoding`; several lines of it as one list. */
  readonly contentEncoding?: string | undefined;
}

/** Why a body cannot be decoded. */
export type ContentError =
  | { readonly code: 'UNSUPPORTED_CONTENT_TYPE' | 'UNSUPPORTED_CHARSET' | 'UNREADABLE_CHARSET' }
  | { readonly code: 'UNSUPPORTED_CONTENT_ENCODING' }
  | { readonly code: 'BODY_TOO_LARGE'; readonly maxBytes: number }
  | { readonly code: 'BROKEN_BODY'; readonly cause: unknown };

/** The text of a body, in UTF-8 by its headers, or the error. */
export type DecodedContent = { readonly text: Buffer } | { readonly error: ContentError };

/**
 * Decodes a body by its headers. It accepts any header whose meaning is certain, whatever its form, and never
 * guesses (docs/decisions/0022-quarantine.md has the table).
 *
 * @param maxBytes of the result: more is never in memory, whatever a few compressed bytes expand to.
 * @returns an error for another media type, character set or compression, beyond the limit, and if the body does not match
 * its compression.
 */
export async function decode(
  headers: ContentHeaders,
  received: Buffer,
  maxBytes: number,
): Promise<DecodedContent> {
  const { contentType, contentEncoding } = headers;
  // The fast path: nearly all bodies have one of these headers.
  if (contentEncoding === undefined && USUAL_TYPES.has(contentType)) return { text: received };
  if (!isJsonContent(contentType)) return { error: { code: 'UNSUPPORTED_CONTENT_TYPE' } };
  const decompressed = await decompress(contentEncoding, received, maxBytes);
  if ('error' in decompressed) return decompressed;
  return isUtf8Content(contentType, () => isAscii(decompressed.text))
    ? decompressed
    : { error: { code: 'UNSUPPORTED_CHARSET' } };
}

/**
 * Decodes a quarantined body for an operator, whatever its media type. A body that is JSON in UTF-8 is taken as it stands,
 * because neither compressed bytes nor another character set look like that by chance. Any other body is decoded by its
 * compression and its character set.
 *
 * @returns errors as {@link decode}.
 */
export async function decodeForOperator(
  headers: ContentHeaders,
  received: Buffer,
  maxBytes: number,
): Promise<DecodedContent> {
  if (parseStrictJson(received).ok) return { text: received };
  const decompressed = await decompress(headers.contentEncoding, received, maxBytes);
  if ('error' in decompressed) return decompressed;
  const { text } = decompressed;
  const charset = foreignCharset(headers.contentType);
  if (charset === undefined || parseStrictJson(text).ok) return { text };
  try {
    return { text: Buffer.from(new TextDecoder(charset, { fatal: true }).decode(text)) };
  } catch {
    return { error: { code: 'UNREADABLE_CHARSET' } };
  }
}

const USUAL_TYPES: ReadonlySet<string | undefined> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json;charset=UTF-8',
]);

type Decompressor = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const [unzip, unbrotli, inflateZlib, inflateBare] = [
  promisify(gunzip),
  promisify(brotliDecompress),
  promisify(inflate),
  promisify(inflateRaw),
];

const DECOMPRESSORS: ReadonlyMap<string, Decompressor> = new Map([
  ['gzip', unzip],
  // RFC 9110, section 8.4.1.3.
  ['x-gzip', unzip],
  // Some senders leave out the zlib envelope that RFC 9110, section 8.4.1.2, requires.
  [
    'deflate',
    (bytes, options) =>
      inflateZlib(bytes, options).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'Z_DATA_ERROR') throw error;
        return inflateBare(bytes, options);
      }),
  ],
  ['br', unbrotli],
]);

/** Decompresses a body that is compressed, and stops at the limit. */
async function decompress(
  contentEncoding: string | undefined,
  received: Buffer,
  maxBytes: number,
): Promise<DecodedContent> {
  const [first, ...others] = contentCodings(contentEncoding);
  if (first === undefined) return { text: received };
  const decompressor = DECOMPRESSORS.get(first);
  if (!decompressor || others.length > 0) return { error: { code: 'UNSUPPORTED_CONTENT_ENCODING' } };
  try {
    return { text: await decompressor(received, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return {
      error: isTooLarge ? { code: 'BODY_TOO_LARGE', maxBytes } : { code: 'BROKEN_BODY', cause: error },
    };
  }
}
