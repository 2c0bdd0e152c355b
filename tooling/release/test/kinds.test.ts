import { describe, expect, it } from 'vitest';
import { type Change, changesBetween } from '../src/changes.ts';
import { sourceOf } from '../src/contract/source.ts';
import { KINDS } from './kinds.ts';
import { sampleContract } from './sample-contract.ts';

// One for all, so that its validators are compiled once.
const BASE = sourceOf('base', sampleContract());

// Fewer bodies than usual decide about a contract as small as this one.
const EFFORT = { seed: 1, bodies: 60 };

describe('the change is', () => {
  it.each(Object.entries(KINDS).map(([what, kind]) => ({ what, ...kind })))(
    '$rated when $what',
    ({ edit, rated, where, why }) => {
      const revision = sampleContract();
      edit(revision);
      const { changes } = changesBetween(BASE, sourceOf('revision', revision), '1.0.0', EFFORT);
      expect(
        changes.map((change) => ({ rated: ratingOf(change), where: whereOf(change), why: change.why })),
      ).toEqual([{ rated, where, why: expect.stringContaining(why) }]);
      for (const change of changes) {
        expect(change.why).toMatch(/^[A-Z`].*\.$/);
        expect(change.what).not.toContain('undefined');
        expect(change.why).not.toContain('undefined');
      }
    },
  );
});

function ratingOf({ rating, breaks, bump }: Change): string {
  if (rating === 'safe') return `${rating}, ${bump}`;
  return breaks.length > 0 ? `${rating} for ${breaks.join(', ')}` : rating;
}

function whereOf({ subjects, places }: Change): string {
  return [subjects.join(', '), places.join(', ')].filter((each) => each !== '').join(' ');
}
