import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY, retryDelay } from '../src/index.ts';

describe('the delay before a retry', () => {
  it('doubles with each attempt up to maxDelay, with full jitter', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) =>
      retryDelay({ maxAttempts: 8, firstDelay: 1_000, maxDelay: 20_000 }, attempt, 0.9999999),
    );
    expect(longest.map((delay) => Math.round((delay ?? 0) / 1000))).toEqual([1, 2, 4, 8, 16, 20, 20]);
    expect(retryDelay(DEFAULT_RETRY, 3, 0)).toBe(0);
  });

  it('adds up to 5 minutes on average and 11 at most by default', () => {
    const minutes = (random: number) =>
      [1, 2, 3, 4, 5, 6, 7].reduce(
        (sum, attempt) => sum + (retryDelay(DEFAULT_RETRY, attempt, random) ?? 0),
        0,
      ) / 60_000;
    expect(minutes(0.5)).toBeCloseTo(5.3, 1);
    expect(minutes(0.9999999)).toBeCloseTo(10.6, 1);
  });

  it('is undefined after the last attempt', () => {
    expect(retryDelay(DEFAULT_RETRY, DEFAULT_RETRY.maxAttempts, 0.5)).toBeUndefined();
  });

  it('is a whole number of milliseconds from 0 to maxDelay', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), random, (attempt, chance) => {
        const delay = retryDelay(
          { maxAttempts: 1_001, firstDelay: 1_000, maxDelay: 300_000 },
          attempt,
          chance,
        );
        expect(Number.isInteger(delay) && delay !== undefined && delay >= 0 && delay <= 300_000).toBe(true);
      }),
    );
  });
});
