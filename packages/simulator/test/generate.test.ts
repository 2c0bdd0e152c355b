import { EVENT_TYPES } from '@partner-webhooks/types';
import { validate } from '@partner-webhooks/types/validators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatePayload, seededRandom } from '../src/index.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe.each(EVENT_TYPES)('a payload generated for %s', (eventType) => {
  it('is valid and holds nothing unknown, whatever the seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const payload = generatePayload(eventType, seededRandom(seed));
        expect(validate(eventType, payload)).toEqual({ valid: true, payload, observations: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for the same seed, and another for the next number', () => {
    const [random, again] = [seededRandom(7), seededRandom(7)];
    const first = generatePayload(eventType, random);
    expect(generatePayload(eventType, again)).toEqual(first);
    expect(generatePayload(eventType, random)).not.toEqual(first);
  });
});
