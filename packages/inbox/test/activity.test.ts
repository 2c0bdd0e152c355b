import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActivityCounter } from '../src/activity-counter.ts';
import type { Activity, ActivityPeriod } from '../src/index.ts';
import type { ActivityRow } from '../src/rows/activity.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { openedFor, STORES } from './stores.ts';

const T = 'TRANSFER_NOTIFICATION';
const MINUTE = 60_000;

describe.each(STORES)('the activity on %s', (_store, open) => {
  it('counts what happened, by event type and minute', async () => {
    const { inbox, clock } = await openedFor(open);
    await inbox.receive(incoming('a', transfer(1)));
    await inbox.receive({
      ...incoming('b', transfer(2)),
      observations: [{ kind: 'unknown-property', pointer: '/x' }],
    });
    await inbox.receive(incoming('c', transfer(1)));
    await inbox.receive(incoming('p', prices()));
    await inbox.claim(9);
    clock.time += MINUTE;
    await inbox.complete('a', { state: 'handled' });
    await inbox.complete('b', { state: 'dead', error: 'no' });
    await inbox.complete('p', { state: 'pending', error: 'no', dueAt: new Date(clock.time) });
    await inbox.replay(['b']);
    await inbox.discard(['b'], 'why');
    await inbox.quarantine({
      id: 'q',
      path: '/no-such-path',
      body: Buffer.from('{}'),
      reasons: [],
      receivedAt: new Date(clock.time),
    });
    const activity = await inbox.activity('hour');
    expect(activity).toMatchObject({ bucketMs: MINUTE, to: new Date(clock.time + MINUTE) });
    expect(activity.series.map(({ eventType }) => eventType)).toEqual([undefined, 'RE_TOKEN_PRICES', T]);
    expect(lastTwo(activity, T)).toMatchObject({
      received: [2, 0],
      duplicates: [1, 0],
      observed: [1, 0],
      handled: [0, 1],
      failed: [0, 0],
      dead: [0, 1],
      replayed: [0, 1],
      discarded: [0, 1],
      handlerMaxMs: [0, MINUTE],
    });
    expect(lastTwo(activity, 'RE_TOKEN_PRICES')).toMatchObject({ received: [1, 0], failed: [0, 1] });
    expect(lastTwo(activity, undefined)).toMatchObject({ quarantined: [0, 1] });
    expect((await inbox.activity('hour', T)).series).toHaveLength(1);
    expect(await inbox.totalActivity('day')).toMatchObject({ received: 3, handled: 1, dead: 1, failed: 1 });
  });

  it('adds up minutes and hours to what a longer period shows, and survives the end of the process', async () => {
    const { inbox, clock, reopen } = await openedFor(open);
    const start = clock.time;
    for (const [n, minutes] of [0, 4, 9, 10, 70, 1_500].entries()) {
      clock.time = start + minutes * MINUTE;
      await inbox.receive(incoming(`n${n}`, prices(n)));
    }
    await reopen();
    expect(received(await inbox.activity('hour'))).toEqual([1]);
    expect(received(await inbox.activity('day'))).toEqual([1, 1]);
    expect(received(await inbox.activity('week'))).toEqual([4, 1, 1]);
    expect(received(await inbox.activity('month'))).toEqual([5, 1]);
    clock.time = start + 71 * MINUTE;
    expect(received(await inbox.activity('day'))).toEqual([3, 1, 1]);
  });

  it('estimates percentiles of the durations between the bounds of the histogram', async () => {
    const { inbox, clock } = await openedFor(open);
    const durations = [1, 2, 3, 20, 25, 80, 90, 95, 200, 2_000];
    const begun = clock.time;
    for (const n of durations.keys()) await inbox.receive(incoming(`n${n}`, transfer(n)));
    await inbox.claim(99);
    for (const [n, ms] of durations.entries()) {
      clock.time = begun + ms;
      await inbox.complete(`n${n}`, { state: 'handled' });
    }
    const { handlerP50Ms, handlerP95Ms, handlerMaxMs } = await inbox.totalActivity('hour');
    expect(handlerP50Ms).toBeGreaterThanOrEqual(10);
    expect(handlerP50Ms).toBeLessThanOrEqual(30);
    expect(handlerP95Ms).toBeGreaterThan(1_000);
    expect(handlerMaxMs).toBe(2_000);
  });

  it('keeps the sum of any times in any period', async () => {
    const { inbox, clock } = await openedFor(open);
    const start = clock.time;
    const minutes = fc.array(fc.integer({ min: 0, max: 47 * 60 }), { minLength: 1, maxLength: 4 });
    let received = 0;
    let latest = 0;
    await fc.assert(
      fc.asyncProperty(minutes, async (all) => {
        for (const each of all.toSorted((a, b) => a - b)) {
          latest = Math.max(latest, each);
          clock.time = start + latest * MINUTE;
          received += 1;
          await inbox.receive(incoming(`n${received}`, prices(received)));
        }
        for (const period of ['week', 'month'] as const)
          expect((await inbox.totalActivity(period)).received).toBe(received);
        const byBucket = (await inbox.activity('week')).series.flatMap((each) => each.received);
        expect(byBucket.reduce((sum, count) => sum + count, 0)).toBe(received);
      }),
      { numRuns: 10 },
    );
  });

  it('removes minutes after two days, and keeps longer buckets', async () => {
    const { inbox, clock, rows } = await openedFor(open);
    await inbox.receive(incoming('a', prices(1)));
    await inbox.totalActivity('hour');
    clock.time += 3 * 86_400_000;
    await inbox.receive(incoming('b', prices(2)));
    expect((await inbox.totalActivity('week')).received).toBe(2);
    expect(await rows.countActivity()).toBe(7);
  });
});

// ACTIVITY_ROWS=1000000 fills both stores with that many notifications instead of 100, beside the activity of 18 event
// types in every stored bucket. It asks each query 200 times, and requires a p95 of at most 50 ms.
const LONG_ROWS = Number(process.env['ACTIVITY_ROWS'] ?? 0);
const ROWS = LONG_ROWS || 100;
describe.each(STORES)(`with ${ROWS} notifications and a full history on %s`, (store, open) => {
  it('every chart is read from some thousand rows', { timeout: 1_800_000 }, async () => {
    const { inbox, clock, rows } = await openedFor(open);
    await rows.fillActivity(ROWS, clock.time);
    for (const period of ['hour', 'day', 'week', 'month'] as const satisfies ActivityPeriod[]) {
      const { series } = await inbox.activity(period);
      expect(series).toHaveLength(18);
      const buckets = series[0]?.received ?? [];
      expect(buckets.every((count) => count > 0)).toBe(true);
      await measure(`${store}, activity of a ${period}`, () => inbox.activity(period));
    }
    await measure(`${store}, statistics`, () => inbox.statistics());
  });
});

async function measure(what: string, query: () => Promise<unknown>): Promise<void> {
  if (LONG_ROWS === 0) return;
  const times: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    const started = performance.now();
    await query();
    times.push(performance.now() - started);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const [p50 = 0, p95 = 0] = [sorted[99], sorted[189]];
  process.stdout.write(
    `${what}, ${ROWS} notifications: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms\n`,
  );
  expect(p95).toBeLessThanOrEqual(50);
}

function lastTwo({ series }: Activity, eventType: string | undefined): Record<string, number[]> {
  const found = series.find((each) => each.eventType === eventType) ?? {};
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, values]) =>
      Array.isArray(values) ? [[name, values.slice(-2)]] : [],
    ),
  );
}

/** The buckets with any, oldest first. */
function received({ series }: Activity): readonly number[] {
  return series.flatMap((each) => each.received).filter((count) => count > 0);
}

it('an attempt that another process has by now leaves nothing behind', async () => {
  const written: ActivityRow[] = [];
  const activity = createActivityCounter(async (rows) => void written.push(...rows));
  const change = { id: 'a', eventType: T } as const;
  activity.count({ ...change, kind: 'handling', at: new Date(0) });
  activity.forget('a');
  activity.count({ ...change, kind: 'handled', at: new Date(5_000) });
  await activity.close();
  expect(written.map(({ handled, longest_ms }) => [handled, longest_ms])).toContainEqual([1, 0]);
  expect(written.every(({ longest_ms }) => longest_ms === 0)).toBe(true);
});
