import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bigints,
  booleans,
  hexBytes,
  integers,
  latin1Bytes,
  texts,
  uuids,
} from '../src/postgres/connection/array-parameter.ts';
import { sharedPostgres } from './stores.ts';

// The server reads each array as the one that `pg` would have written as a text.

/** What the server makes of a parameter: its elements as texts. */
async function readBack(type: string, parameter: Buffer): Promise<unknown[]> {
  const { reader } = await sharedPostgres();
  const element = type === 'bytea' ? `encode(element, 'hex')` : 'element::text';
  const rows = await reader.read((query) =>
    query(
      `SELECT ${element} AS element FROM unnest($1::${type}[]) WITH ORDINALITY AS row (element, n) ORDER BY n`,
      [parameter],
    ),
  );
  return rows.map((row) => row['element']);
}

const text = fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll('\0', ''));
const number = fc.maxSafeInteger();
const bigint = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

/** Type, arbitrary element, encoder, and what the server says of an element. */
const TYPES: readonly (readonly [
  type: string,
  element: fc.Arbitrary<unknown>,
  encode: (values: never[]) => Buffer,
  asText: (value: never) => unknown,
])[] = [
  ['text', fc.option(text), texts, (value) => value],
  [
    'bigint',
    fc.option(fc.oneof(number, bigint)),
    bigints,
    (value) => (value === null ? null : String(value)),
  ],
  ['int', fc.integer(), integers, String],
  ['boolean', fc.boolean(), booleans, String],
  ['uuid', fc.uuid(), uuids, (value) => value],
  ['bytea', fc.uint8Array().map((each) => Buffer.from(each).toString('hex')), hexBytes, (value) => value],
  [
    'bytea',
    fc.uint8Array().map((each) => Buffer.from(each).toString('latin1')),
    latin1Bytes,
    (value) => Buffer.from(value, 'latin1').toString('hex'),
  ],
];

describe('an array as a parameter', () => {
  it.each(TYPES)('of %s has the elements that were written', async (type, element, encode, asText) => {
    await fc.assert(
      fc.asyncProperty(fc.array(element), async (values) => {
        expect(await readBack(type, encode(values as never[]))).toEqual(
          values.map((each) => asText(each as never)),
        );
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['bigint', () => bigints([2n ** 63n])],
    ['int', () => integers([2 ** 31])],
  ])('rejects what has too many bits for %s', (_type, encode) => {
    expect(encode).toThrow(RangeError);
  });
});
