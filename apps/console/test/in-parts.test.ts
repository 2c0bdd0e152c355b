import { replayInParts } from '@partner-webhooks/admin-api/in-parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Rejected {
  readonly receivedAt: number;
  readonly isValid: boolean;
}

/** A quarantine, which bodies leave that are valid. It lists a few at a time. */
function quarantineOf(bodies: readonly Rejected[], perPage: number) {
  let left = [...bodies];
  const replayed: Rejected[] = [];
  const matching = ({ receivedFrom = '', receivedTo = '' }: { receivedFrom?: string; receivedTo?: string }) =>
    left.filter(({ receivedAt }) => {
      const at = new Date(receivedAt).toISOString();
      return at >= receivedFrom && at < receivedTo;
    });
  return {
    replayed,
    left: () => left,
    list: async (filter: object) =>
      matching(filter)
        .slice(0, perPage)
        .map(({ receivedAt }) => ({ receivedAt: new Date(receivedAt).toISOString() })),
    async replay(filter: object) {
      const found = matching(filter);
      replayed.push(...found);
      left = left.filter((each) => !each.isValid || !found.includes(each));
      const received = found.filter(({ isValid }) => isValid).length;
      return { matched: found.length, received, duplicates: 0, invalid: found.length - received };
    },
  };
}

const bodies = fc.array(fc.record({ receivedAt: fc.integer({ min: 0, max: 40 }), isValid: fc.boolean() }), {
  maxLength: 30,
});
const END = new Date(30).toISOString();

describe('a replay in parts', () => {
  it('replays each body once that was received before the end, whatever its time, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, fc.integer({ min: 1, max: 5 }), async (all, perPage) => {
        const quarantine = quarantineOf(all, perPage);
        const progress: number[] = [];
        const done = await replayInParts(
          { receivedTo: END },
          {
            signal: new AbortController().signal,
            ...quarantine,
            onProgress: ({ matched }) => progress.push(matched),
          },
        );
        const counted = all.filter(({ receivedAt }) => receivedAt < 30);
        expect(new Set(quarantine.replayed)).toEqual(new Set(counted));
        expect(quarantine.replayed).toHaveLength(counted.length);
        expect(done.matched).toBe(counted.length);
        expect(done.received).toBe(counted.filter(({ isValid }) => isValid).length);
        expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      }),
    );
  });

  it('ends after the part in which it is cancelled', async () => {
    const all = Array.from({ length: 20 }, (_, receivedAt) => ({ receivedAt, isValid: true }));
    const quarantine = quarantineOf(all, 5);
    const control = new AbortController();
    const done = await replayInParts(
      { receivedTo: END },
      {
        signal: control.signal,
        ...quarantine,
        onProgress: ({ matched }) => matched === 10 && control.abort(),
      },
    );
    expect([done.matched, quarantine.left().length]).toEqual([10, 10]);
  });

  it('fails with what it could not do, and what was done is known', async () => {
    const all = Array.from({ length: 20 }, (_, receivedAt) => ({ receivedAt, isValid: true }));
    const quarantine = quarantineOf(all, 5);
    let last = 0;
    const running = replayInParts(
      { receivedTo: END },
      {
        signal: new AbortController().signal,
        ...quarantine,
        replay: async (filter) => {
          if (last === 10) throw new Error('unavailable');
          return quarantine.replay(filter);
        },
        onProgress: ({ matched }) => {
          last = matched;
        },
      },
    );
    await expect(running).rejects.toThrow('unavailable');
    expect(last).toBe(10);
  });
});
