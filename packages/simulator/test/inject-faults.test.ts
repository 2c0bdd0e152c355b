import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disturb, seededRandom, type Told } from '../src/index.ts';

const stories = fc
  .array(fc.constantFrom(...EVENT_TYPES), { maxLength: 30 })
  .map((eventTypes): Told[] => eventTypes.map((eventType, place) => ({ eventType, payload: { place } })));
const seeds = fc.nat();
const counted = (story: readonly Told[]) => Map.groupBy(story, (each) => each);

describe('a disturbed story', () => {
  it('is the story itself where nothing disturbs it', () => {
    fc.assert(
      fc.property(stories, seeds, (story, seed) => {
        expect(disturb(story, {}, seededRandom(seed))).toEqual(story);
      }),
    );
  });

  it('has everything in it twice with duplicate, and nothing else', () => {
    fc.assert(
      fc.property(stories, seeds, fc.boolean(), (story, seed, shuffle) => {
        const arriving = disturb(story, { duplicate: true, shuffle }, seededRandom(seed));
        expect(arriving).toHaveLength(2 * story.length);
        for (const each of story) expect(counted(arriving).get(each)).toHaveLength(2);
      }),
    );
  });

  it('has the same in another order with shuffle, but what has no clock in its own', () => {
    fc.assert(
      fc.property(stories, seeds, (story, seed) => {
        const arriving = disturb(story, { shuffle: true }, seededRandom(seed));
        expect(counted(arriving)).toEqual(new Map(arriving.map((each) => [each, [each]])));
        expect(new Set(arriving)).toEqual(new Set(story));
        for (const eventType of EVENT_TYPES) {
          const { occurredAt }: RegistryEntry = registry[eventType];
          if (occurredAt !== undefined) continue;
          const own = (told: readonly Told[]) => told.filter((each) => each.eventType === eventType);
          expect(own(arriving)).toEqual(own(story));
        }
      }),
    );
  });

  it('is in another order for most seeds', () => {
    const story = EVENT_TYPES.map((eventType, place) => ({ eventType, payload: { place } }));
    const orders = Array.from({ length: 20 }, (_, seed) =>
      JSON.stringify(disturb(story, { shuffle: true }, seededRandom(seed))),
    );
    expect(new Set(orders).size).toBeGreaterThan(15);
  });

  it('has some of it left out with drop: nothing at 0, everything at 1', () => {
    fc.assert(
      fc.property(stories, seeds, fc.double({ min: 0, max: 1, noNaN: true }), (story, seed, drop) => {
        const arriving = disturb(story, { drop }, seededRandom(seed));
        expect(arriving).toEqual(story.filter((each) => arriving.includes(each)));
        if (drop === 0) expect(arriving).toEqual(story);
        if (drop === 1) expect(arriving).toEqual([]);
      }),
    );
  });
});
