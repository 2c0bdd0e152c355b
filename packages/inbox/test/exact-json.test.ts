import type { Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalNumber, parseExactJson } from '../src/identity/exact-json.ts';
import { fingerprint } from '../src/identity/fingerprint.ts';
import { searchTextOf } from '../src/rows/search-terms.ts';
import { openedInbox } from './opened-inbox.ts';

const prices = (regularToken: string) =>
  ({
    eventType: 'RE_TOKEN_PRICES',
    payload: parseExactJson(`{"regularToken":${regularToken},"premiumToken":2}`),
  }) as Notification;
const fingerprintOf = (number: string) => fingerprint(prices(number));

describe('the fingerprint of a number', () => {
  it.each([
    ['12345678901234567.123', '12345678901234567.223'],
    ['9007199254740993', '9007199254740992'],
    ['0.1', '0.1000000000000000055511151231257827'],
    ['1e-400', '0'],
    ['5e-324', '4e-324'],
    ['1e-999999999', '1e-999999998'],
    ['-1', '1'],
    ['1e21', '1e22'],
    ['100000000000000000000001', '100000000000000000000002'],
  ])('of %s differs from that of %s, though they may be equal as doubles', (one, other) => {
    expect(fingerprintOf(one)).not.toBe(fingerprintOf(other));
  });

  it.each([
    ['100.50', '100.5', '1.005e2', '1005E-1', '0.1005e+3'],
    ['-0', '0', '0.000', '0e99999999999', '-0.0E-5'],
    ['12345678901234567.1230', '12345678901234567.123', '12345678901234567123e-3'],
    ['1000000000000000000000', '1e21', '1.0e+21', '0.001e24'],
    ['1e-999999999', '10e-1000000000', '0.1e-999999998'],
  ])('is the same for every way to write %s', (first, ...others) => {
    for (const other of others) expect(fingerprintOf(other), other).toBe(fingerprintOf(first));
  });

  it('is the same exactly if the decimals are equal', () => {
    fc.assert(
      fc.property(pairOfNumbers, ([one, other]) => {
        expect(fingerprintOf(one) === fingerprintOf(other), `${one} ${other}`).toBe(isEqual(one, other));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is that of the JavaScript number, if a double keeps all its digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(canonicalNumber(JSON.stringify(value))).toBe(JSON.stringify(value));
        expect(fingerprintOf(JSON.stringify(value))).toBe(
          fingerprint({ eventType: 'RE_TOKEN_PRICES', payload: { regularToken: value, premiumToken: 2 } }),
        );
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['an exponent of 200,000 digits', `1e-${'9'.repeat(200_000)}`],
    ['200,000 zeros after the point', `0.${'0'.repeat(200_000)}1`],
    ['100,000 zeros before the exponent', `1${'0'.repeat(100_000)}e-100000`],
    ['an exponent whose digits no memory can hold', '1e-999999999'],
  ])('takes less than 500 ms for %s', (_what, source) => {
    const startedAt = performance.now();
    const written = canonicalNumber(source);
    expect(written.length).toBeLessThanOrEqual(source.length);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('the search terms of a number', () => {
  it.each([
    ['100.50', ['100.50', '100.5']],
    ['1.005e2', ['1.005e2', '100.5']],
    ['12345678901234567.123', ['12345678901234567.123']],
    ['-0', ['-0', '0']],
    ['7', ['7']],
  ])('of %s are %j: as it was sent, and its canonical form', (number, terms) => {
    const all = searchTextOf('id', prices(number)).split(' ');
    expect(all.slice(2)).toEqual([...terms, '2']);
  });

  it('find it among numbers that are equal as doubles', async () => {
    const { inbox } = await openedInbox();
    for (const [n, number] of ['100.50', '12345678901234567.123', '12345678901234567.223'].entries()) {
      const notification = prices(number);
      const body = Buffer.from(`{"regularToken":${number},"premiumToken":2}`);
      await inbox.receive({ id: `${n}`, notification, body, receivedAt: new Date(0), observations: [] });
    }
    const found = async (text: string) =>
      (await inbox.notifications({ text }, { limit: 9 })).items.map(({ id }) => id);
    expect(await found('100.50')).toEqual(['0']);
    expect(await found('100.5')).toEqual(['0']);
    expect(await found('12345678901234567.123')).toEqual(['1']);
    expect(await found('12345678901234567.223')).toEqual(['2']);
    expect((await inbox.statistics()).pending).toBe(3);
  });
});

/** Two numbers as integers, in units of the last digit of the more precise one. */
function isEqual(one: string, other: string): boolean {
  const [a, b] = [decimal(one), decimal(other)];
  const least = a.exponent < b.exponent ? a.exponent : b.exponent;
  return a.digits * 10n ** (a.exponent - least) === b.digits * 10n ** (b.exponent - least);
}

function decimal(source: string): { digits: bigint; exponent: bigint } {
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const sign = whole.startsWith('-') ? -1n : 1n;
  const digits = sign * BigInt(whole.replace('-', '') + fraction);
  return { digits, exponent: BigInt(exponent.replace('+', '')) - BigInt(fraction.length) };
}

const number = fc.stringMatching(/^-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,24})?([eE][+-]?[0-9]{1,2})?$/);
/** Two numbers, the same decimal with a shifted point, or a decimal with the last digit changed. */
const pairOfNumbers = fc.oneof(
  fc.tuple(number, number),
  fc.tuple(number, fc.integer({ min: -30, max: 30 })).map(([source, shift]) => {
    const { digits, exponent } = decimal(source);
    const zeros = shift > 0 ? shift : 0;
    const same = `${digits * 10n ** BigInt(zeros)}e${exponent - BigInt(zeros)}`;
    return [source, same] as const;
  }),
  fc.tuple(number, fc.constantFrom(1n, -1n)).map(([source, step]) => {
    const { digits, exponent } = decimal(source);
    return [source, `${digits + step}e${exponent}`] as const;
  }),
);
