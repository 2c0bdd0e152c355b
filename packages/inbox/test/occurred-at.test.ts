import type { Notification } from '@partner-webhooks/types';
import { isDateTime } from '@partner-webhooks/types/date-time';
import { validate } from '@partner-webhooks/types/validators';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { occurredAt } from '../src/identity/subject.ts';
import { prices } from './notifications.ts';

const document = (modifiedOn: string) => {
  const documentId = '00000000-0000-4000-8000-000000000001';
  const payload = { documentId, modifiedOn, status: 'RECEIVED', notificationType: 'CREATED' };
  return { eventType: 'DOCUMENT_NOTIFICATION', payload } as Notification<'DOCUMENT_NOTIFICATION'>;
};
const clock = (text: string) => occurredAt(document(text));
const isAccepted = (text: string) => validate('DOCUMENT_NOTIFICATION', document(text).payload).valid;

describe('the clock of a payload', () => {
  it.each([
    ['2025-11-19T14:06:35Z', 1_763_561_195_000_000_000n],
    ['2025-11-19T14:06:35.008247Z', 1_763_561_195_008_247_000n],
    ['2025-11-19T14:06:36.104169414Z', 1_763_561_196_104_169_414n],
    ['2025-11-19T14:06:36.1041694149999Z', 1_763_561_196_104_169_414n],
    ['2025-11-19T16:06:35.5+02:00', 1_763_561_195_500_000_000n],
    ['2025-11-19t14:06:35z', 1_763_561_195_000_000_000n],
    ['2025-11-19T14:06:35-00:00', 1_763_561_195_000_000_000n],
    ['1969-12-31T23:59:59.999999999Z', -1n],
  ])('reads %s to the nanosecond', (text, nanoseconds) => {
    expect(clock(text)).toBe(nanoseconds);
  });

  it.each([
    ['a leap second', '2016-12-31T23:59:59.999999999Z', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['one elsewhere', '2016-12-31T23:59:59.999Z', '2017-01-01T00:59:60.5+01:00', '2017-01-01T00:00:00Z'],
    ['the first year', '0000-01-01T00:00:00+23:59', '0000-01-01T00:00:00Z', '0000-01-01T00:00:00.001Z'],
    ['the last year', '9999-12-31T23:59:59.998Z', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59-23:59'],
    ['what .NET writes for none', '0000-12-31T23:59:59Z', '0001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'],
    ['1677', '1677-09-21T23:59:59.999Z', '1677-09-22T00:00:00Z', '1677-09-22T00:00:00.000000001Z'],
    ['2262', '2262-04-08T23:59:59.999999999Z', '2262-04-09T00:00:00Z', '2262-04-09T00:00:00.001Z'],
  ])('keeps the order around %s', (_what, before, text, after) => {
    const numbers = [clock(before), clock(text), clock(after)] as const;
    expect(numbers.every((each) => each !== undefined && BigInt.asIntN(64, each) === each)).toBe(true);
    expect(numbers[0] ?? 0n).toBeLessThanOrEqual(numbers[1] ?? 0n);
    expect(numbers[1] ?? 0n).toBeLessThan(numbers[2] ?? 0n);
  });

  it('is absent if the event type has none or the payload leaves it out', () => {
    expect(occurredAt(prices())).toBeUndefined();
    expect(occurredAt({ eventType: 'CUSTOMER_NOTIFICATION', payload: {} } as Notification)).toBeUndefined();
  });

  it('exists exactly for what the validator accepts, which is RFC 3339 as Temporal reads it', () => {
    let accepted = 0;
    fc.assert(
      fc.property(aroundTheGrammar, (text) => {
        const isValid = isAccepted(text);
        expect(clock(text) !== undefined, text).toBe(isValid);
        expect(isDateTime(text), text).toBe(isValid);
        expect(isValid, text).toBe(independentTime(text) !== undefined);
        if (isValid) accepted += 1;
      }),
      { numRuns: 10_000 },
    );
    // Both outcomes have to be frequent, or one of them is hardly tested.
    expect(accepted).toBeGreaterThan(2_000);
    expect(accepted).toBeLessThan(8_000);
  });

  it('has the order of Temporal: to the nanosecond from 1677 to 2262, elsewhere to the millisecond', () => {
    fc.assert(
      fc.property(pairOfDateTimes, ([one, other]) => {
        const [a, b] = [clock(one), clock(other)];
        const [timeA, timeB] = [independentTime(one), independentTime(other)];
        if (a === undefined || b === undefined || timeA === undefined || timeB === undefined)
          throw new Error(`not read: ${one} ${other}`);
        expect(BigInt.asIntN(64, a)).toBe(a);
        if (isWithinNanoseconds(timeA)) expect(a).toBe(timeA);
        const difference = timeA - timeB;
        const isOrdered =
          (isWithinNanoseconds(timeA) && isWithinNanoseconds(timeB)) ||
          difference >= 1_000_000n ||
          difference <= -1_000_000n;
        if (isOrdered) expect(sign(a - b), `${one} ${other}`).toBe(sign(difference));
        else expect(sign(a - b) * sign(difference), `${one} ${other}`).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 10_000 },
    );
  });
});

/** The grammar of RFC 3339, section 5.6. Temporal decides which days exist and what the time in UTC is. */
const FORM =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T((?:[01][0-9]|2[0-3]):[0-5][0-9]:)([0-5][0-9]|60)(\.[0-9]+)?(Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$/i;

/** Nanoseconds since 1970, by Temporal; `undefined` if it is no date-time. */
function independentTime(text: string): bigint | undefined {
  const [whole, date = '', minute = '', second = '', fraction = '', offset = ''] = FORM.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const isLeapSecond = second === '60';
  const digits = isLeapSecond ? '.999999999' : fraction.slice(0, 10);
  try {
    const plain = `${date}T${minute}${isLeapSecond ? '59' : second}${digits}${offset}`;
    const instant = Temporal.Instant.from(plain.toUpperCase());
    const utc = instant.toZonedDateTimeISO('UTC');
    if (isLeapSecond && (utc.hour !== 23 || utc.minute !== 59)) return undefined;
    return instant.epochNanoseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const [FIRST_DAY, LAST_DAY] = [Date.UTC(1677, 8, 22), Date.UTC(2262, 3, 9)].map(
  (time) => BigInt(time) * 1_000_000n,
);

function isWithinNanoseconds(time: bigint): boolean {
  return time >= (FIRST_DAY ?? 0n) && time <= (LAST_DAY ?? 0n);
}

function sign(value: bigint): number {
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}

const digits = (value: number, width = 2) => String(value).padStart(width, '0');
const upTo = (max: number, width = 2) => fc.nat(max).map((value) => digits(value, width));
const often = (usual: string, ...others: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

const year = fc.oneof(
  upTo(9_999, 4),
  fc.constantFrom('0000', '0001', '1600', '1677', '1700', '1900', '2000', '2024', '2026', '2262', '9999'),
);
const day = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom([2, 29], [2, 30], [4, 31], [12, 31], [0, 1], [1, 0], [13, 1], [1, 32]),
  },
);
const timeOfDay = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom([23, 59, 60], [22, 59, 60], [0, 59, 60], [24, 0, 0], [10, 60, 0], [10, 0, 61]),
  },
);
const offset = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('Z', 'z', '+00:00', '-00:00', '+01:00', '-01:00', '+23:59', '-23:59'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '+01',
      '+0100',
      '+1:00',
      '+24:00',
      '+01:60',
      'GMT',
      '+01:00Z',
      '-01:00:00',
      'ZZ',
      '\u221201:00',
    ),
  },
);
const fraction = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.stringMatching(/^\.[0-9]{1,12}$/) },
  { weight: 1, arbitrary: fc.constantFrom('.', ',5', '.5.5', '. 5', '.٣') },
);

/** Date-times and texts that are nearly date-times. */
const nearly = fc
  .tuple(
    year,
    often('-', '', '/', '\u2010'),
    day,
    often('T', 't', ' ', '_', '', '  ', 'TT', '\n'),
    timeOfDay,
    fraction,
    offset,
  )
  .map(
    ([y, hyphen, [month = 0, monthDay = 0], t, [hour = 0, minute = 0, second = 0], f, o]) =>
      `${y}${hyphen}${digits(month)}${hyphen}${digits(monthDay)}${t}${digits(hour)}:${digits(minute)}:${digits(second)}${f}${o}`,
  );
const mutated = fc
  .tuple(
    nearly,
    fc.nat(40),
    fc.constantFrom(0, 1),
    fc.constantFrom('', '0', '9', ':', '-', '+', '.', 'Z', ' ', '\0', '৪'),
  )
  .map(([text, at, removed, put]) => text.slice(0, at) + put + text.slice(at + removed));
const aroundTheGrammar = fc.oneof({ weight: 3, arbitrary: nearly }, { weight: 1, arbitrary: mutated });

const dateTime = aroundTheGrammar.filter((text) => independentTime(text) !== undefined);
/** Pairs, often close to each other: they differ in the fraction or the offset only. */
const pairOfDateTimes = fc.oneof(
  fc.tuple(dateTime, dateTime),
  fc
    .tuple(dateTime, fc.stringMatching(/^\.[0-9]{1,9}$/), fc.constantFrom('Z', '+00:01', '-23:59'))
    .map(([text, f, o]) => [text, `${text.slice(0, 17)}59${f}${o}`] as const),
);
