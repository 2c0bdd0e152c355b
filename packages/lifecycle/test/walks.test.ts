import type { Lifecycle } from '@partner-webhooks/types/lifecycles';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openGapFinder } from '../src/index.ts';

const VALUES = ['A', 'B', 'C', 'D', 'E'];
const DAY_MS = 86_400_000;

/** A random lifecycle, and a walk through it: from an initial value by known transitions to one without a way out. */
const walks = fc
  .record({
    edges: fc.uniqueArray(fc.tuple(fc.constantFrom(...VALUES), fc.constantFrom(...VALUES)), {
      selector: String,
      minLength: 1,
    }),
    initial: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1 }),
    choices: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
  })
  .map(({ edges, initial, choices }) => {
    const transitions: Record<string, Record<string, 'documented'>> = {};
    for (const [from, to] of edges)
      if (from !== to) transitions[from] = { ...transitions[from], [to]: 'documented' };
    const lifecycle: Lifecycle = {
      property: 'status',
      initial: Object.fromEntries(initial.map((value) => [value, 'documented' as const])),
      final: {},
      transitions,
    };
    const walk: string[] = [];
    for (const choice of choices) {
      const last = walk.at(-1);
      const next = last === undefined ? initial : Object.keys(transitions[last] ?? {});
      if (next.length === 0) break;
      walk.push(next[choice % next.length] ?? '');
    }
    return { lifecycle, walk };
  });

function gapsOf(lifecycle: Lifecycle, walk: readonly string[], hoursSince: number) {
  const now = new Date('2026-03-10T12:00:00Z');
  const finder = openGapFinder({ lifecycles: { A: lifecycle }, waitingMs: DAY_MS, now });
  for (const [index, status] of walk.entries()) {
    const hours = hoursSince + walk.length - 1 - index;
    finder.add({
      ...{ eventType: 'A', subject: 'a', status },
      receivedAt: new Date(now.getTime() - hours * 3_600_000),
    });
  }
  return finder.gaps();
}

describe('a walk through a lifecycle', () => {
  it('has no gap while it goes on, however often each value is repeated', () => {
    fc.assert(
      fc.property(
        walks,
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 30 }),
        ({ lifecycle, walk }, repeats) => {
          const repeated = walk.flatMap((value, index) => Array<string>(repeats[index] ?? 1).fill(value));
          expect(gapsOf(lifecycle, repeated, 0).filter(({ kind }) => kind !== 'waiting')).toEqual([]);
        },
      ),
    );
  });

  it('waits after its end only if something is known to follow', () => {
    fc.assert(
      fc.property(walks, ({ lifecycle, walk }) => {
        const ways = lifecycle.transitions[walk.at(-1) ?? ''];
        expect(gapsOf(lifecycle, walk, 48).map(({ kind }) => kind)).toEqual(ways ? ['waiting'] : []);
      }),
    );
  });

  it('without some of its values has a gap where two others cannot follow each other, and nowhere else', () => {
    fc.assert(
      fc.property(walks, fc.array(fc.boolean(), { minLength: 30 }), ({ lifecycle, walk }, isRetained) => {
        const retained = walk.filter((_, index) => isRetained[index]);
        const pairs = retained.slice(1).map((to, index) => [retained[index] ?? '', to] as const);
        const broken = pairs.filter(([from, to]) => from !== to && !lifecycle.transitions[from]?.[to]);
        const found = gapsOf(lifecycle, retained, 0).filter(({ kind }) => kind === 'skipped');
        expect(found).toHaveLength(broken.length);
      }),
    );
  });
});
