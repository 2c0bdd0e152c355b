import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomUuid, seededRandom } from '../src/random.ts';

describe('seeded random numbers', () => {
  it('lie from 0 to 1, spread evenly, for any seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const tenths = new Array<number>(10).fill(0);
        for (let n = 0; n < 2_000; n += 1) {
          const tenth = Math.floor(random() * 10);
          tenths[tenth] = (tenths[tenth] ?? Number.NaN) + 1;
        }
        expect(tenths).toHaveLength(10);
        for (const count of tenths) expect(Math.abs(count - 200)).toBeLessThan(100);
      }),
    );
  });

  it('make UUIDs of version 4, no two alike', () => {
    const random = seededRandom(1);
    const uuids = Array.from({ length: 10_000 }, () => randomUuid(random));
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(new Set(uuids).size).toBe(uuids.length);
  });
});
