import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { injectFaults, type RenderedNotification, seededRandom } from '../src/index.ts';

const scenarios = fc
  .array(fc.constantFrom(...EVENT_TYPES), { maxLength: 30 })
  .map((eventTypes): RenderedNotification[] =>
    eventTypes.map((eventType, index) => ({ eventType, payload: { index } })),
  );
const seeds = fc.nat();
const counted = (notifications: readonly RenderedNotification[]) =>
  Map.groupBy(notifications, (each) => each);

describe('injected faults', () => {
  it('change nothing without a fault', () => {
    fc.assert(
      fc.property(scenarios, seeds, (notifications, seed) => {
        expect(injectFaults(notifications, {}, seededRandom(seed))).toEqual(notifications);
      }),
    );
  });

  it('deliver everything twice with duplicate, and nothing else', () => {
    fc.assert(
      fc.property(scenarios, seeds, fc.boolean(), (notifications, seed, shuffle) => {
        const delivered = injectFaults(notifications, { duplicate: true, shuffle }, seededRandom(seed));
        expect(delivered).toHaveLength(2 * notifications.length);
        for (const each of notifications) expect(counted(delivered).get(each)).toHaveLength(2);
      }),
    );
  });

  it('keep everything with shuffle, and the order of what has no clock', () => {
    fc.assert(
      fc.property(scenarios, seeds, (notifications, seed) => {
        const delivered = injectFaults(notifications, { shuffle: true }, seededRandom(seed));
        expect(counted(delivered)).toEqual(new Map(delivered.map((each) => [each, [each]])));
        expect(new Set(delivered)).toEqual(new Set(notifications));
        for (const eventType of EVENT_TYPES) {
          const { occurredAt }: RegistryEntry = registry[eventType];
          if (occurredAt !== undefined) continue;
          const own = (all: readonly RenderedNotification[]) =>
            all.filter((each) => each.eventType === eventType);
          expect(own(delivered)).toEqual(own(notifications));
        }
      }),
    );
  });

  it('change the order for most seeds', () => {
    const notifications = EVENT_TYPES.map((eventType, index) => ({ eventType, payload: { index } }));
    const orders = Array.from({ length: 20 }, (_, seed) =>
      JSON.stringify(injectFaults(notifications, { shuffle: true }, seededRandom(seed))),
    );
    expect(new Set(orders).size).toBeGreaterThan(15);
  });

  it('leave out some with drop: nothing at 0, everything at 1', () => {
    fc.assert(
      fc.property(
        scenarios,
        seeds,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (notifications, seed, drop) => {
          const delivered = injectFaults(notifications, { drop }, seededRandom(seed));
          expect(delivered).toEqual(notifications.filter((each) => delivered.includes(each)));
          if (drop === 0) expect(delivered).toEqual(notifications);
          if (drop === 1) expect(delivered).toEqual([]);
        },
      ),
    );
  });
});
