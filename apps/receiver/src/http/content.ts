import { isAscii } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { parseJson } from '../validation/strict-json.ts';
import { brokenBody, payloadTooLarge, Refusal, unsupportedMediaType } from './errors.ts';

/** How a body is to be read: the headers that say so, as they were sent. */
export interface ContentHeaders {
  /** `Content-Type`; several lines of it as one list. */
  readonly contentType?: string | undefined;
  /** `Content-Encoding`; several lines of it as one list. */
  readonly contentEncoding?: string | undefined;
}

/**
 * Reads a body as its headers say. It is liberal where the meaning is certain, whatever the headers call it, and guesses
 * nowhere else (docs/decisions/0022-quarantine.md has the table).
 *
 * @param maxBytes of the result: what a few bytes could become is never in memory.
 * @returns the text in UTF-8, as far as the headers can tell.
 * @throws Refusal 415 for another media type, character set or compression, 413 beyond the limit, 400 where the body is not
 * what its compression says.
 */
export async function decode(headers: ContentHeaders, sent: Buffer, maxBytes: number): Promise<Buffer> {
  const { contentType, contentEncoding } = headers;
  // Nearly all say it in one of these ways, and need not be taken apart for it.
  if (contentEncoding === undefined && USUAL_TYPES.has(contentType)) return sent;
  const types = typesIn(contentType);
  if (!types.every(({ type }) => isJson(type)))
    throw unsupportedMediaType('content-type', 'Expected a body of type application/json in UTF-8.');
  const decompress = decompressorOf(contentEncoding);
  const text = decompress ? await decompress(sent, maxBytes) : sent;
  // To all of these, a body that has ASCII alone says the same.
  const isCertain = types.every(
    ({ charset }) => UTF_8.test(charset) || (ASCII_AND_MORE.test(charset) && isAscii(text)),
  );
  if (!isCertain) throw unsupportedMediaType('charset', 'Expected a body of type application/json in UTF-8.');
  return text;
}

/**
 * Reads a body that was refused before, for a person who asks for it, whatever type it calls itself: as it stands where
 * that is JSON in UTF-8, because nothing that was compressed or written in another character set looks like that by chance;
 * otherwise by its compression and its character set.
 *
 * @throws Refusal as {@link decode}.
 */
export async function decodeAgain(headers: ContentHeaders, sent: Buffer, maxBytes: number): Promise<Buffer> {
  if (isJsonText(sent)) return sent;
  const decompress = decompressorOf(headers.contentEncoding);
  const text = decompress ? await decompress(sent, maxBytes) : sent;
  const foreign = typesIn(headers.contentType).find(({ charset }) => !UTF_8.test(charset));
  if (!foreign || isJsonText(text)) return text;
  try {
    return Buffer.from(new TextDecoder(foreign.charset, { fatal: true }).decode(text));
  } catch {
    throw unsupportedMediaType('charset', 'Expected a character set that can be read, and text in it.');
  }
}

function isJsonText(bytes: Buffer): boolean {
  try {
    parseJson(bytes);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Whether a header `Content-Type`, or several as one list, leaves no doubt whatever the body is. */
export function isJsonInUtf8(contentType: string | undefined): boolean {
  return typesIn(contentType).every(({ type, charset }) => isJson(type) && UTF_8.test(charset));
}

const USUAL_TYPES: ReadonlySet<string | undefined> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json;charset=UTF-8',
]);

interface MediaType {
  readonly type: string;
  /** Empty where none is named. */
  readonly charset: string;
}

/** Nearly always one. Each character set counts as a type of its own. @returns none where nothing is said. */
function typesIn(contentType = ''): MediaType[] {
  return (
    contentType
      .toLowerCase()
      // What is in quotes divides nothing.
      .replace(/"[^"]*"/g, (quoted) => quoted.replace(/[,;]/g, ' '))
      .split(',')
      .flatMap((each) => {
        const [type = '', ...parameters] = each.split(';').map((part) => part.trim());
        const charsets = parameters.map(charsetIn).filter((charset) => charset !== undefined);
        return ['', ...charsets].map((charset) => ({ type, charset }));
      })
  );
}

function charsetIn(parameter: string): string | undefined {
  const [name = '', ...value] = parameter.split('=');
  if (name.trim() !== 'charset') return undefined;
  // Single quotes are no quotes to HTTP, but nobody means them as a part of the name.
  return value.join('=').trim().replace(/^["']/, '').replace(/["']$/, '').trim();
}

// None named, or UTF-8, by the names that senders have for it; ASCII is a part of it.
const UTF_8 = /^(?:|utf[-_]?8|us-ascii|ascii)$/;

const ASCII_AND_MORE = /^(?:iso[-_]?8859-\d{1,2}|latin-?\d{1,2}|(?:windows|cp)-?125\d)$/;

/** Whether a type says that it is JSON, or nothing at all: nothing else is sent to a webhook (RFC 6839, section 3.1). */
function isJson(type: string): boolean {
  return JSON_TYPE.test(type) || type === '' || type === 'application/octet-stream';
}

const JSON_TYPE = /^(?:(?:application|text)\/(?:x-)?json|[\w.!#$&^-]+\/[\w.!#$&^+-]+\+json)$/;

type Decompress = (sent: Buffer, maxBytes: number) => Promise<Buffer>;

const [unzip, unbrotli, inflateZlib, inflateBare] = [
  promisify(gunzip),
  promisify(brotliDecompress),
  promisify(inflate),
  promisify(inflateRaw),
];

const DECOMPRESSORS: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', bounded(unzip)],
  // RFC 9110, section 8.4.1.3.
  ['x-gzip', bounded(unzip)],
  // Some send it without the envelope that it ought to have (RFC 9110, section 8.4.1.2).
  [
    'deflate',
    bounded((sent, options) =>
      inflateZlib(sent, options).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'Z_DATA_ERROR') throw error;
        return inflateBare(sent, options);
      }),
    ),
  ],
  ['br', bounded(unbrotli)],
]);

// What says that nothing has been done to a body. A character set is no compression, but some name theirs here.
const NO_COMPRESSION = new Set(['', 'identity', 'utf-8', 'utf8', 'us-ascii']);

/** @returns nothing where the body is not compressed. */
function decompressorOf(contentEncoding = ''): Decompress | undefined {
  const [first, ...others] = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => !NO_COMPRESSION.has(name));
  if (first === undefined) return undefined;
  const decompress = DECOMPRESSORS.get(first);
  if (!decompress || others.length > 0)
    throw unsupportedMediaType('content-encoding', 'Expected no compression, or gzip, deflate or br.');
  return decompress;
}

/** Decompression stops at the limit. */
function bounded(
  decompress: (sent: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
): Decompress {
  return (sent, maxBytes) =>
    decompress(sent, { maxOutputLength: maxBytes }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ERR_BUFFER_TOO_LARGE' ? payloadTooLarge(maxBytes) : brokenBody(error);
    });
}
