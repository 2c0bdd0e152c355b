import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { ContentHeaders } from '@partner-webhooks/request';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decoded, decode, decodeForOperator } from '../src/http/content.ts';

const LIMIT = 10_000;
const ascii = Buffer.from('{"name":"Muller"}');
const text = Buffer.from('{"name":"Müller €😀"}');
const latin1 = Buffer.from('{"name":"Müller"}', 'latin1');
const utf16 = Buffer.from('{"name":"Müller"}', 'utf16le');

type Decode = (headers: ContentHeaders, bytes: Buffer, maxBytes: number) => Promise<Decoded>;

/** The text of a body, or status and code of the error. */
async function outcome(decodeBody: Decode, headers: ContentHeaders, sent: Buffer): Promise<string> {
  const decoded = await decodeBody(headers, sent, LIMIT);
  if (!('error' in decoded)) return decoded.text.toString();
  const { status, violations } = decoded.error;
  return `${status} ${violations?.[0]?.code}`;
}

// The table of docs/decisions/0022-quarantine.md.
describe('a media type is accepted if the body is certainly JSON in UTF-8', () => {
  it.each([
    undefined,
    '',
    ' ',
    'application/json',
    'Application/JSON',
    'application/json;',
    'application/json ; charset = UTF-8',
    'application/json; charset=utf-8',
    "application/json; charset='utf-8'",
    'application/json; charset="utf8"',
    'application/json; charset=UTF8',
    'application/json; charset=utf_8',
    'application/json; charset=us-ascii',
    'application/json; charset=ASCII',
    'application/json; charset=',
    'application/json; charset=""',
    'application/json; version=1; charset=utf-8',
    'application/json; profile="https://example.org/x"',
    'application/json;;charset=utf-8',
    'application/json; profile="a,b;charset=x"; charset=utf-8',
    'application/json; charset = " utf-8 "',
    'application/json; charset="utf-8',
    'application/json, application/json',
    'application/json; charset=utf-8, application/json',
    'text/json',
    'text/json; charset=utf-8',
    'text/x-json',
    'application/x-json',
    'application/cloudevents+json',
    'application/vnd.platform.v2+json; charset=utf-8',
    'application/problem+json',
    'application/octet-stream',
  ])('%s', async (contentType) => {
    expect(await outcome(decode, { contentType }, text)).toBe(text.toString());
  });

  it.each([
    'text/plain',
    'text/plain; charset=utf-8',
    'text/html',
    'text/javascript',
    'application/xml',
    'application/jsonp',
    'application/json5',
    'application/json-seq',
    'application/x-ndjson',
    'application/jsonl',
    'application/json+xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json, text/plain',
    'application/grpc+proto',
    'json',
    '+json',
    '*/*',
    'null',
    'application/octet-stream; charset=utf-8, text/plain',
  ])(
    'and another one is rejected, because it says that the body is something else: %s',
    async (contentType) => {
      expect(await outcome(decode, { contentType }, text)).toBe('415 content-type');
    },
  );
});

describe('another character set', () => {
  it.each(['iso-8859-1', 'ISO-8859-15', 'iso8859-1', 'latin1', '"latin1"', 'windows-1252', 'cp1252'])(
    'that encodes ASCII as UTF-8 does is accepted for a body in ASCII, and for no other: %s',
    async (charset) => {
      const contentType = `application/json; charset=${charset}`;
      expect(await outcome(decode, { contentType }, ascii)).toBe(ascii.toString());
      expect(await outcome(decode, { contentType }, text)).toBe('415 charset');
      expect(await outcome(decode, { contentType }, latin1)).toBe('415 charset');
      const sent = gzipSync(ascii);
      expect(await outcome(decode, { contentType, contentEncoding: 'gzip' }, sent)).toBe(ascii.toString());
    },
  );

  it.each([
    'utf-16',
    'utf-16le',
    'utf-32',
    'utf-7',
    'shift_jis',
    'iso-2022-jp',
    'ebcdic-us',
    'gb18030',
    'x',
    'utf-80',
    'utf-8859',
  ])('that may encode ASCII differently is rejected: %s', async (charset) => {
    const contentType = `application/json; charset=${charset}`;
    expect(await outcome(decode, { contentType }, ascii)).toBe('415 charset');
  });

  it('beside UTF-8 is rejected', async () => {
    const contentType = 'application/json; charset=utf-8; charset=utf-16';
    expect(await outcome(decode, { contentType }, ascii)).toBe('415 charset');
  });
});

const unchanged = (bytes: Buffer) => bytes;

const ENCODINGS: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['gzip', gzipSync],
  ['GZIP', gzipSync],
  ['x-gzip', gzipSync],
  ['gzip, identity', gzipSync],
  ['identity,gzip', gzipSync],
  ['utf-8, gzip', gzipSync],
  [',gzip,', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['identity', unchanged],
  ['Identity', unchanged],
  ['identity, identity', unchanged],
  ['', unchanged],
  [' , ', unchanged],
  ['UTF-8', unchanged],
  ['utf8', unchanged],
  ['us-ascii', unchanged],
];

describe('a body is decompressed if its compression is certain', () => {
  it.each(ENCODINGS)('%s', async (contentEncoding, compress) => {
    const sent = compress(text);
    expect(await outcome(decode, { contentType: 'application/json', contentEncoding }, sent)).toBe(
      text.toString(),
    );
  });

  it.each([
    'gzip, gzip',
    'gzip, br',
    'zstd',
    'compress',
    'aes128gcm',
    'base64',
    'json',
    'none',
    'gzip;q=1',
    'chunked',
    'x',
  ])('and rejected otherwise: %s', async (contentEncoding) => {
    expect(await outcome(decode, { contentEncoding }, text)).toBe('415 content-encoding');
  });

  it.each(['gzip', 'deflate', 'br'])(
    'and rejected if it does not match its compression: %s',
    async (contentEncoding) => {
      for (const sent of [
        text,
        Buffer.alloc(0),
        gzipSync(text).subarray(0, -9),
        deflateSync(text).subarray(0, -9),
      ])
        expect(await outcome(decode, { contentEncoding }, sent)).toBe('400 broken');
    },
  );

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ] as const)('and rejected beyond the limit: %s', async (contentEncoding, compress) => {
    const sent = compress(Buffer.alloc(LIMIT + 1, ' '));
    expect(await outcome(decode, { contentEncoding }, sent)).toBe('413 size');
    expect((await outcome(decode, { contentEncoding }, compress(Buffer.alloc(LIMIT, ' ')))).length).toBe(
      LIMIT,
    );
  });
});

describe('a quarantined body that an operator replays', () => {
  it.each<[string, ContentHeaders, Buffer, string]>([
    ['any media type', { contentType: 'text/plain' }, text, text.toString()],
    ['the media type of a form', { contentType: 'application/x-www-form-urlencoded' }, text, text.toString()],
    [
      'a foreign character set',
      { contentType: 'text/plain; charset=iso-8859-1' },
      latin1,
      '{"name":"Müller"}',
    ],
    ['UTF-16', { contentType: 'application/json; charset=utf-16le' }, utf16, '{"name":"Müller"}'],
    [
      'UTF-8, whatever the header says',
      { contentType: 'application/json; charset=utf-16' },
      text,
      text.toString(),
    ],
    [
      'UTF-16 in ASCII',
      { contentType: 'application/json; charset=utf-16' },
      Buffer.from(ascii.toString(), 'utf16le'),
      ascii.toString(),
    ],
    ['an unknown compression name on plain text', { contentEncoding: 'none' }, text, text.toString()],
    ['a compression that a proxy removed', { contentEncoding: 'gzip' }, text, text.toString()],
    ['its compression', { contentEncoding: 'gzip' }, gzipSync(text), text.toString()],
    [
      'both',
      { contentType: 'x; charset=latin1', contentEncoding: 'br' },
      brotliCompressSync(latin1),
      '{"name":"Müller"}',
    ],
    ['nothing', {}, text, text.toString()],
  ])('is decoded with %s', async (_what, headers, sent, expected) => {
    expect(await outcome(decodeForOperator, headers, sent)).toBe(expected);
  });

  it.each<[string, ContentHeaders, Buffer, string]>([
    ['an unknown compression', { contentEncoding: 'zstd' }, zstdCompressSync(text), '415 content-encoding'],
    [
      'two compressions',
      { contentEncoding: 'gzip, br' },
      brotliCompressSync(gzipSync(text)),
      '415 content-encoding',
    ],
    ['a broken compression', { contentEncoding: 'gzip' }, gzipSync(text).subarray(0, -9), '400 broken'],
    ['an unknown character set', { contentType: 'application/json; charset=x' }, latin1, '415 charset'],
    [
      'another character set than it says',
      { contentType: 'a/b; charset=shift_jis' },
      Buffer.from([0x22, 0xff, 0x22]),
      '415 charset',
    ],
    ['more bytes than the limit', { contentEncoding: 'gzip' }, gzipSync(Buffer.alloc(LIMIT + 1)), '413 size'],
  ])('is rejected again for %s', async (_what, headers, sent, expected) => {
    expect(await outcome(decodeForOperator, headers, sent)).toBe(expected);
  });
});

describe('whatever the headers and the body are', () => {
  const header = fc.option(
    fc.oneof(
      fc.string(),
      fc
        .array(
          fc.constantFrom(
            'application/json',
            'gzip',
            'br',
            'deflate',
            'utf-8',
            'charset=',
            ';',
            ',',
            ' ',
            '"',
            "'",
            '+json',
            'x',
            'latin1',
          ),
        )
        .map((parts) => parts.join('')),
    ),
    { nil: undefined },
  );
  const body = fc.oneof(
    fc.json().map((json) => Buffer.from(json)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );

  it('the body is decoded or rejected with a reason, and what is decoded on arrival is decoded the same at a replay', async () => {
    await fc.assert(
      fc.asyncProperty(header, header, body, async (contentType, contentEncoding, sent) => {
        const headers = { contentType, contentEncoding };
        const first = await outcome(decode, headers, sent);
        const byOperator = await outcome(decodeForOperator, headers, sent);
        if (!/^4\d\d [a-z-]+$/.test(first)) expect(byOperator).toBe(first);
        else expect(first).not.toContain('undefined');
      }),
      { numRuns: 500 },
    );
  });
});
