import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMultipleOf } from '../src/validators/runtime/values.ts';

describe('a multiple is recognised by decimal digits', () => {
  it.each([
    [19.99, 0.01, true],
    [0.07, 0.01, true],
    [1000.1, 0.1, true],
    [0.005, 0.01, false],
    [-19.99, 0.01, true],
    [0, 0.01, true],
    [-0, 0.01, true],
    [1e-7, 1e-7, true],
    [3e-7, 1e-7, true],
    [1.5e-7, 1e-7, false],
    [1e300, 0.01, true],
    [5e-324, 0.01, false],
    [1e-5, 1e300, false],
    [7, 3, false],
    [Number('9007199254740993'), 2, true],
    [1e23, 10, true],
    [1.5, 1, false],
    [4.5, 1.5, true],
  ])('%d of %d: %s', (value, divisor, expected) => {
    expect(isMultipleOf(value, divisor)).toBe(expected);
  });

  it('whatever the digits, for all amounts that a double can write', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -999_999_999n, max: 999_999_999n }),
        fc.constantFrom(1n, 5n, 25n, 3n, 7n),
        fc.integer({ min: 0, max: 12 }),
        fc.boolean(),
        (factor, divisor, places, isOff) => {
          // One more place, in which a multiple has a zero.
          const value = Number(`${factor * divisor * 10n + (isOff ? 1n : 0n)}e-${places + 1}`);
          expect(isMultipleOf(value, Number(`${divisor}e-${places}`))).toBe(!isOff);
        },
      ),
    );
  });

  it('for each cent from 0.00 to 1000.00', () => {
    for (let cents = 0; cents <= 100_000; cents += 1) {
      const amount = Number(`${cents}e-2`);
      if (!isMultipleOf(amount, 0.01)) expect.fail(String(amount));
    }
  });
});
