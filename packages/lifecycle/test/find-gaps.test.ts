import type { Lifecycle } from '@partner-webhooks/types/lifecycles';
import { describe, expect, it } from 'vitest';
import { type Gap, openGapFinder } from '../src/index.ts';

const DAY_MS = 86_400_000;
const now = new Date('2026-03-10T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);

const ORDER: Lifecycle = {
  property: 'status',
  initial: { RECEIVED: 'documented' },
  final: { SETTLED: 'documented', REJECTED: 'documented' },
  transitions: {
    RECEIVED: { PLACED: 'documented', REJECTED: 'documented' },
    PLACED: { FILLED: 'inferred' },
    FILLED: { SETTLED: 'documented' },
  },
};

/** What is found for subjects, each with its statuses, of which the last arrived `age` days ago and each other a day before. */
function gapsOf(subjects: Readonly<Record<string, readonly string[]>>, age = 2): readonly Gap[] {
  const finder = openGapFinder({ lifecycles: { ORDER }, waitingMs: DAY_MS, now });
  for (const [subject, statuses] of Object.entries(subjects))
    for (const [index, status] of statuses.entries()) {
      const receivedAt = daysAgo(age + statuses.length - 1 - index);
      finder.add({ eventType: 'ORDER', subject, status, receivedAt });
    }
  return finder.gaps();
}

/** What is found for one subject, without what all gaps have. */
function found(...statuses: string[]) {
  return gapsOf({ a: statuses }).map(({ eventType, subject, receivedAt, ...gap }) => gap);
}

describe('a subject', () => {
  it.each<[what: string, statuses: string[]]>([
    ['from an initial to a final value', ['RECEIVED', 'PLACED', 'FILLED', 'SETTLED']],
    ['whose values are repeated', ['RECEIVED', 'RECEIVED', 'REJECTED', 'REJECTED']],
    ['with a value of which nothing is known', ['RECALLED']],
    ['with a value that objects inherit', ['toString']],
    ['that leaves a value of which nothing is known', ['RECALLED', 'PLACED', 'FILLED', 'SETTLED']],
  ])('%s has no gap', (_what, statuses) => {
    expect(found(...statuses)).toEqual([]);
  });

  it('that stays in a value that is not final is waiting, since it was first told of', () => {
    const gaps = gapsOf({ a: ['RECEIVED', 'PLACED', 'PLACED'] });
    const placed = { kind: 'waiting', status: 'PLACED', expected: ['FILLED'], certainty: 'inferred' };
    expect(gaps).toEqual([{ eventType: 'ORDER', subject: 'a', receivedAt: daysAgo(3), ...placed }]);
  });

  it('is not waiting before the time is over', () => {
    expect(gapsOf({ a: ['RECEIVED', 'PLACED'] }, 1)).toEqual([]);
    expect(gapsOf({ a: ['RECEIVED', 'PLACED'] }, 1.01)).toHaveLength(1);
  });

  it('that begins with a later value has no beginning', () => {
    expect(found('FILLED', 'SETTLED')).toEqual([
      { kind: 'no-beginning', status: 'FILLED', expected: ['RECEIVED'], certainty: 'inferred' },
    ]);
  });

  it('that passes over a value has skipped it', () => {
    expect(found('RECEIVED', 'PLACED', 'SETTLED')).toEqual([
      { kind: 'skipped', from: 'PLACED', to: 'SETTLED', expected: ['FILLED'], certainty: 'inferred' },
    ]);
    expect(found('RECEIVED', 'SETTLED')).toEqual([
      {
        kind: 'skipped',
        from: 'RECEIVED',
        to: 'SETTLED',
        expected: ['PLACED', 'FILLED'],
        certainty: 'inferred',
      },
    ]);
  });

  it('that leaves a final value, or turns back, has made a new transition', () => {
    expect(found('RECEIVED', 'REJECTED', 'SETTLED')).toEqual([
      { kind: 'new-transition', from: 'REJECTED', to: 'SETTLED' },
    ]);
    expect(found('RECEIVED', 'PLACED', 'RECEIVED', 'REJECTED')).toEqual([
      { kind: 'new-transition', from: 'PLACED', to: 'RECEIVED' },
    ]);
  });

  it('may have several gaps', () => {
    expect(found('PLACED', 'SETTLED').map(({ kind }) => kind)).toEqual(['no-beginning', 'skipped']);
  });
});

describe('among several subjects', () => {
  it('a new transition is reported for the first that made it', () => {
    const back = ['RECEIVED', 'PLACED', 'RECEIVED', 'REJECTED'];
    const finder = openGapFinder({ lifecycles: { ORDER }, waitingMs: DAY_MS, now });
    for (const [subject, day] of [
      ['later', 1],
      ['first', 5],
    ] as const)
      for (const [index, status] of back.entries())
        finder.add({ eventType: 'ORDER', subject, status, receivedAt: daysAgo(day - index / 10) });
    expect(finder.gaps().map(({ kind, subject }) => [kind, subject])).toEqual([['new-transition', 'first']]);
  });

  it('each is looked at by itself', () => {
    const gaps = gapsOf({ a: ['RECEIVED'], b: ['RECEIVED', 'REJECTED'], c: ['PLACED', 'FILLED', 'SETTLED'] });
    expect(gaps.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['waiting', 'a'],
      ['no-beginning', 'c'],
    ]);
  });

  it('those of an event type without lifecycle are ignored', () => {
    const finder = openGapFinder({ lifecycles: { ORDER }, waitingMs: DAY_MS, now });
    finder.add({ eventType: 'toString', subject: 'a', status: 'PLACED', receivedAt: daysAgo(9) });
    expect(finder.gaps()).toEqual([]);
  });
});

describe('notifications that arrive in another order', () => {
  const at = (status: string, receivedHoursAgo: number, occurredHoursAgo?: number) => ({
    ...{ eventType: 'ORDER', subject: 'a', status },
    receivedAt: new Date(now.getTime() - receivedHoursAgo * 3_600_000),
    ...(occurredHoursAgo !== undefined && {
      occurredAt: new Date(now.getTime() - occurredHoursAgo * 3_600_000),
    }),
  });

  it('are ordered by the time of the platform', () => {
    const finder = openGapFinder({ lifecycles: { ORDER }, waitingMs: DAY_MS, now });
    for (const each of [at('SETTLED', 4, 5), at('RECEIVED', 3, 8), at('FILLED', 2, 6), at('PLACED', 1, 7)])
      finder.add(each);
    expect(finder.gaps()).toEqual([]);
  });

  it('without one stay behind the one that arrived before', () => {
    const finder = openGapFinder({ lifecycles: { ORDER }, waitingMs: DAY_MS, now });
    for (const each of [at('RECEIVED', 9, 9), at('PLACED', 8), at('FILLED', 7, 7), at('SETTLED', 6)])
      finder.add(each);
    expect(finder.gaps()).toEqual([]);
  });
});
