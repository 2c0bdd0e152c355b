import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagOf, parseSearch, stringifySearch, textOf, timeOf } from '../src/controls/url-search.ts';

describe('the search of a URL', () => {
  it('gives back every text that was written into it', () => {
    const searches = fc.dictionary(fc.string({ minLength: 1 }), fc.string());
    fc.assert(
      fc.property(searches, (search) => {
        const own = { ...search };
        expect(parseSearch(stringifySearch(own))).toEqual(own);
      }),
    );
  });

  it.each(['12345678901234567890', '1e5', '1.0', 'true', 'null', '{"a":1}', '"x"', '+1', 'a&b=c'])(
    'keeps the subject %s as it is',
    (subject) => {
      expect(textOf(parseSearch(stringifySearch({ subject }))['subject'])).toBe(subject);
    },
  );

  it('leaves out what is absent', () => {
    expect(stringifySearch({ a: undefined })).toBe('');
    expect(stringifySearch({ a: undefined, b: true, c: 7 })).toBe('?b=true&c=7');
  });
});

it.each([
  ['2026-03-04T05:06:07+01:00', '2026-03-04T04:06:07.000Z'],
  ['2026-03-04T05:06:07.089Z', '2026-03-04T05:06:07.089Z'],
  ['+275760-09-13T00:00:00.000Z', undefined],
  ['2026-13-04T05:06:07Z', undefined],
  ['2026-11', undefined],
  ['1', undefined],
  [7, undefined],
])('%s is the time %s', (value, time) => {
  expect(timeOf(value)).toBe(time);
});

it.each([
  [true, true],
  ['true', true],
  ['false', false],
  ['yes', undefined],
  ['toString', undefined],
  [undefined, undefined],
])('%s is the flag %s', (value, flag) => {
  expect(flagOf(value)).toBe(flag);
});
