import { EVENT_TYPES } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import {
  type CompletedSend,
  type LoadPlan,
  type Progress,
  type SendResult,
  seededRandom,
  sleep,
  workload,
} from '../src/index.ts';
import { createLatencyRecorder } from '../src/load/latency.ts';
import { runLoad } from '../src/load/load.ts';
import { createVirtualTime } from './virtual-time.ts';

const STALL = { from: 200, to: 700 };
const work = () =>
  workload({ eventTypes: EVENT_TYPES, random: seededRandom(1), beginning: new Date('2026-01-05T09:00:00Z') });

const ACKNOWLEDGED: SendResult = { status: 200, retries: 0 };

/** Loads a receiver that responds within a millisecond, except during a stall. */
async function load(plan: Partial<LoadPlan>, result = ACKNOWLEDGED, stall = STALL) {
  const { clock, until } = createVirtualTime();
  const sent: CompletedSend[] = [];
  const progress: Progress[] = [];
  const loaded = await until(
    runLoad(
      { connections: 1, count: Number.POSITIVE_INFINITY, milliseconds: 2_000, ...plan },
      {
        clock,
        workload: work(),
        sender: {
          async send() {
            const now = clock.monotonicMs();
            const stalled = now >= stall.from && now < stall.to;
            await sleep(clock, stalled ? stall.to - now : 1);
            return result;
          },
          close: async () => {},
        },
        onProgress: (each) => progress.push(each),
        onResult: (each) => sent.push(each),
      },
    ),
  );
  return { result: loaded, sent, progress };
}

describe('a load', () => {
  it('at a fixed rate sends on during a stall, and measures the latency from the time at which each was due', async () => {
    const { result, sent } = await load({ rate: 100 });
    expect(result).toMatchObject({ loop: 'open', rate: 100, sent: 200, acknowledged: 200 });
    // Fifty became due during the stall, spread over it: a quarter of all, and half of those waited over 250 ms.
    expect(sent.filter(({ sentAt }) => sentAt >= STALL.from && sentAt < STALL.to)).toHaveLength(50);
    expect(result.latency.p50).toBeLessThan(5);
    expect(result.latency.p90).toBeGreaterThan(250);
    expect(result.latency.max).toBeGreaterThan(480);
  });

  it('without a rate sends the next after the response to the last, so that a stall counts once', async () => {
    const { result, sent } = await load({});
    expect(result.loop).toBe('closed');
    expect(sent.every(({ sentAt }, index) => sentAt >= (sent[index - 1]?.completedAt ?? 0))).toBe(true);
    expect(result.latency.p99).toBeLessThan(5);
    expect(result.latency.max).toBeGreaterThan(480);
  });

  it('has no more requests in flight than connections', async () => {
    const { sent } = await load({ connections: 4 });
    for (const { sentAt } of sent.slice(0, 500)) {
      const inFlight = sent.filter((each) => each.sentAt <= sentAt && each.completedAt > sentAt);
      expect(inFlight.length).toBeLessThanOrEqual(4);
    }
  });

  it.each([{ rate: 1_000 }, { connections: 3 }])('ends after the given count: %j', async (plan) => {
    const { result } = await load({ ...plan, count: 10, milliseconds: Number.POSITIVE_INFINITY });
    expect(result).toMatchObject({ sent: 10, acknowledged: 10, responses: { 200: 10 } });
  });

  it('reports progress once per second', async () => {
    const { progress } = await load({ rate: 100, milliseconds: 3_500 });
    expect(progress.map(({ seconds }) => seconds)).toEqual([1, 2, 3]);
    for (const { perSecond, unacknowledged } of progress) {
      expect(Math.abs(perSecond - 100)).toBeLessThanOrEqual(2);
      expect(unacknowledged).toBe(0);
    }
    const [stalled = 0, ...others] = progress.map(({ p99 }) => p99);
    expect(stalled).toBeGreaterThan(400);
    for (const other of others) expect(other).toBeLessThan(5);
  });

  it('reports a second without a response with the number that wait, and without a latency', async () => {
    const { progress } = await load({ rate: 100, milliseconds: 2_500 }, ACKNOWLEDGED, { from: 0, to: 1_500 });
    expect(progress[0]).toEqual({ seconds: 1, perSecond: 0, waiting: 100, unacknowledged: 0 });
    expect(progress[1]?.p99).toBeGreaterThan(1_400);
  });

  it.each<[SendResult, string, number]>([
    [{ status: 503, retries: 2 }, '503', 0],
    [{ failure: 'ECONNREFUSED', retries: 2 }, 'ECONNREFUSED', 5],
  ])(
    'counts what was not acknowledged by the result of the last attempt: %j',
    async (sent, key, withoutResponse) => {
      const { result } = await load({ count: 5 }, sent);
      expect(result).toMatchObject({
        acknowledged: 0,
        withoutResponse,
        retries: 10,
        responses: { [key]: 5 },
      });
    },
  );
});

describe('latency', () => {
  it('is exact to three digits, without averaging', () => {
    const recorder = createLatencyRecorder();
    for (let milliseconds = 1; milliseconds <= 10_000; milliseconds += 1) recorder.record(milliseconds);
    const { mean, p50, p90, p99, p999, max } = recorder.summary();
    for (const [value, expected] of [
      [mean, 5_000],
      [p50, 5_000],
      [p90, 9_000],
      [p99, 9_900],
      [p999, 9_990],
      [max, 10_000],
    ] as const)
      expect(Math.abs(value - expected) / expected).toBeLessThan(0.001);
  });
});

describe('a workload', () => {
  it('never has the same body twice, and has most subjects more than once', () => {
    const source = work();
    const items = Array.from({ length: 2_000 }, () => source.next().value);
    expect(new Set(items.map(({ eventType, request }) => eventType + request.body)).size).toBe(2_000);
    const subjects = items.flatMap(({ subject }) => subject ?? []);
    expect(new Set(subjects).size).toBeLessThan(subjects.length / 1.5);
    expect(new Set(items.map(({ eventType }) => eventType))).toEqual(new Set(EVENT_TYPES));
  });
});
