import { expect, it } from 'vitest';
import { decode } from '../../src/upstream/decode.ts';

const TEXT = 'type: string · enum\nvalues: [GRÜN]\n';
const LATIN1 = Buffer.from(TEXT, 'latin1');
const PAGE = '<!doctype html><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">\n';

it.each<[source: string, bytes: Uint8Array, contentType: string | null, text: string]>([
  ['UTF-8', Buffer.from(TEXT), null, TEXT],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`), 'text/plain; charset=latin1', TEXT],
  ['UTF-16 of Windows', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), null, TEXT],
  ['UTF-16 in network order', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), null, TEXT],
  ['the encoding of the response', LATIN1, 'text/yaml; charset="iso-8859-1"', TEXT],
  ['the encoding of the page', Buffer.from(PAGE + TEXT, 'latin1'), null, PAGE + TEXT],
  ['a replacement character that the source has', Buffer.from('a\uFFFD'), null, 'a\uFFFD'],
])('reads %s', (_, bytes, contentType, text) => {
  expect(decode(bytes, contentType)).toBe(text);
});

it.each<[source: string, bytes: Uint8Array, contentType: string | null, message: string]>([
  [
    'bytes that are not UTF-8',
    LATIN1,
    'text/plain',
    'line 1: expected text in utf-8, found bytes that are none',
  ],
  [
    'a page cut off within a character',
    Buffer.from(TEXT).subarray(0, -4),
    null,
    'line 2: expected text in utf-8',
  ],
  ['an unknown encoding', LATIN1, 'text/plain; charset=klingon', 'expected a known encoding, found klingon'],
  [
    'text that only mentions an encoding',
    Buffer.from(`a <meta charset=latin1>${TEXT}`, 'latin1'),
    null,
    'expected text in utf-8',
  ],
])('rejects %s', (_, bytes, contentType, message) => {
  expect(() => decode(bytes, contentType)).toThrow(message);
});
