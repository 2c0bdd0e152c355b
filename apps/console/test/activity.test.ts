import { expect, it } from 'vitest';
import type { Schemas } from '../src/api/client.ts';
import { slowest, summed, withCounts } from '../src/overview/activity.ts';

function series(eventType: string, ...received: number[]): Schemas['ActivitySeries'] {
  const none = received.map(() => 0);
  return {
    eventType,
    received,
    duplicates: none,
    handled: none,
    failed: none,
    dead: none,
    replayed: none,
    discarded: none,
    quarantined: none,
    observed: none,
    handlerP50Ms: none,
    handlerP95Ms: received,
    handlerMaxMs: none,
  };
}

const activity = {
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-01T00:03:00.000Z',
  bucketSeconds: 60,
  series: [series('A', 1, 2, 3), series('B', 10, 20, 30)],
};

it('what happens is added to the last bucket of its event type, and what nothing counts to none', () => {
  const counts = [
    { kind: 'received', eventType: 'B', count: 5 },
    { kind: 'handling', eventType: 'B', count: 5 },
    { kind: 'of a later version', eventType: 'B', count: 5 },
    { kind: 'received', eventType: 'C', count: 5 },
  ];
  const changed = withCounts(activity, counts);
  expect(changed.series.map(({ received }) => received)).toEqual([
    [1, 2, 3],
    [10, 20, 35],
  ]);
  expect(changed.series[1]?.handled).toEqual([0, 0, 0]);
});

it('counts of all event types are added, their latencies are not', () => {
  expect(summed(activity, 'received')).toEqual([11, 22, 33]);
  expect(summed(activity, 'received', 'dead')).toEqual([11, 22, 33]);
  expect(slowest(activity, 'handlerP95Ms')).toEqual([10, 20, 30]);
  expect(summed({ ...activity, series: [] }, 'received')).toEqual([]);
});
