import { describe, expect, it } from 'vitest';
import { epochNanoseconds, isDate, isDateTime, isTime } from '../src/validators/runtime/date-time.ts';

// The facts are those of RFC 3339 and of the JSON Schema Test Suite (optional/format: date-time, date, time).

const VALID_DATE_TIMES = [
  '1963-06-19T08:30:06.283185Z',
  '1963-06-19T08:30:06Z',
  '1937-01-01T12:00:27.87+00:20',
  '1990-12-31T15:59:50.123-08:00',
  '1998-12-31T23:59:60Z',
  '1998-12-31T15:59:60.123-08:00',
  '1963-06-19t08:30:06.283185z',
  '1985-04-12T00:59:59.999999999999999Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '0400-02-29T00:00:00Z',
  '9999-12-31T23:59:59.999-23:59',
  '2026-01-02T03:04:05-00:00',
  `2026-01-02T03:04:05.${'1'.repeat(10_000)}Z`,
];

const INVALID_DATE_TIMES = [
  '',
  'T',
  'Z',
  '2026',
  '1998-12-31T23:59:61Z',
  '1998-12-31T23:58:60Z',
  '1998-12-31T22:59:60Z',
  '1998-12-31T23:59:60+00:01',
  '1990-02-31T15:59:59.123-08:00',
  '1900-02-29T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '2025-00-01T00:00:00Z',
  '2025-13-01T00:00:00Z',
  '2025-01-00T00:00:00Z',
  '2025-01-32T00:00:00Z',
  '2025-04-31T00:00:00Z',
  '1990-12-31T15:59:59-24:00',
  '1963-06-19T08:30:06.28123+01:00Z',
  '1990-12-31T24:00:00Z',
  '1990-12-31T15:60:00Z',
  '1990-12-31T10:00:00+10:60',
  '06/19/1963 08:30:06 PST',
  '2013-350T01:01:01',
  '1963-6-19T08:30:06.283185Z',
  '1963-06-1T08:30:06.283185Z',
  '1963-06-1৪T00:00:00Z',
  '1963-06-11T0৪:00:00Z',
  '+11963-06-19T08:30:06.283185Z',
  '-0001-01-01T00:00:00Z',
  '19630619T083006Z',
  '2026-01-02',
  '2026-01-02T03:04:05',
  '2026-01-02T03:04Z',
  '2026-01-02T03:04:05+01',
  '2026-01-02T03:04:05+0100',
  '2026-01-02T03:04:05+1:00',
  '2026-01-02T03:04:05 +01:00',
  '2026-01-02T03:04:05\u221201:00',
  '2026-01-02 03:04:05Z',
  '2026-01-02_03:04:05Z',
  '2026-01-02\n03:04:05Z',
  '2026-01-02T03:04:05.Z',
  '2026-01-02T03:04:05,5Z',
  '2026-01-02T03:04:05.5',
  '2026-01-02T03:04:05Z\n',
  ' 2026-01-02T03:04:05Z',
  '2026-01-02T03:04:05ZZ',
  '2026-01-02T03:04:05z+01:00',
  '2026-01-02T03:04:05[UTC]',
  '2026-01-02T03:04:05+01:00[Europe/Berlin]',
  '2026-01-02T03.5:04:05Z',
  '1767323045',
];

describe('a date-time', () => {
  it.each(VALID_DATE_TIMES)('is %s', (text) => {
    expect(isDateTime(text)).toBe(true);
    expect(epochNanoseconds(text)).toBeTypeOf('bigint');
  });

  it.each(INVALID_DATE_TIMES)('is not %j', (text) => {
    expect(isDateTime(text)).toBe(false);
    expect(epochNanoseconds(text)).toBeUndefined();
  });

  it('is at the time that the calendar says, on every day from the year 0 to 9999', () => {
    // `Date` says where each month begins. If it wrote all 3.7 million days too, that would take 2 s of CPU time more.
    const midnights = Array.from(
      { length: 31 },
      (_, index) => `${String(index + 1).padStart(2, '0')}T00:00:00.000Z`,
    );
    const timeOf = epochNanoseconds;
    const wrong = [];
    let expected = BigInt(Date.parse('0000-01-01')) * 1_000_000n;
    for (let month = new Date('0000-01-01'); month <= new Date('9999-12-31'); ) {
      const yearAndMonth = month.toISOString().slice(0, '0000-01-'.length);
      const next = new Date(month.getTime());
      next.setUTCMonth(month.getUTCMonth() + 1);
      for (const midnight of midnights.slice(0, (next.getTime() - month.getTime()) / 86_400_000)) {
        const text = yearAndMonth + midnight;
        if (timeOf(text) !== expected) wrong.push(text);
        expected += 86_400_000_000_000n;
      }
      month = next;
    }
    expect(expected).toBe(BigInt(Date.UTC(10_000, 0)) * 1_000_000n);
    expect(wrong).toEqual([]);
  });
});

describe('a date', () => {
  it.each(['1963-06-19', '2020-01-31', '2020-02-29', '0400-02-29', '0001-01-01', '9999-12-31'])(
    'is %s',
    (text) => {
      expect(isDate(text)).toBe(true);
    },
  );

  it.each([
    '',
    '2020-01-32',
    '2021-02-29',
    '0100-02-29',
    '2100-02-29',
    '2020-04-31',
    '06/19/1963',
    '2013-350',
    '1998-1-20',
    '1998-13-01',
    '2024-00-15',
    '1963-06-1৪',
    '20230328',
    '2023-W01',
    '2023-W13-2',
    '2020-11-28T23:55:45Z',
    ' 2024-01-15',
    '2024-01-15 ',
    '2020-01-01Z',
    '12020-01-01',
    '+2020-01-01',
    '2020:01:01',
    '2020-01/01',
    '2020-01--01',
  ])('is not %j', (text) => {
    expect(isDate(text)).toBe(false);
  });
});

describe('a time', () => {
  it.each([
    '08:30:06Z',
    '23:59:60Z',
    '23:59:60+00:00',
    '01:29:60+01:30',
    '23:29:60+23:30',
    '15:59:60-08:00',
    '00:29:60-23:30',
    '23:20:50.52Z',
    '08:30:06.283185Z',
    '08:30:06+00:20',
    '12:34:56-00:00',
    '08:30:06z',
  ])('is %s', (text) => {
    expect(isTime(text)).toBe(true);
  });

  it.each([
    '',
    '008:030:006Z',
    '8:3:6Z',
    '8:0030:6Z',
    '22:59:60Z',
    '23:58:60Z',
    '23:59:60+01:00',
    '23:59:60-00:30',
    '08:30:06-8:000',
    '24:00:00Z',
    '00:60:00Z',
    '00:00:61Z',
    '01:02:03+24:00',
    '01:02:03+00:60',
    '01:02:03Z+00:30',
    '08:30:06 PST',
    '01:01:01,1111',
    '12:00:00',
    '12:00:00.52',
    '1২:00:00Z',
    '08:30:06#00:20',
    'ab:cd:ef',
    '2020-11-28T23:55:45Z',
    '08:30:06+0130',
    '08:30:06+01',
    '08:30:06Z\n',
    '24:59:00+01:00',
  ])('is not %j', (text) => {
    expect(isTime(text)).toBe(false);
  });
});
