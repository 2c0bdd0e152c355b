import type { Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HandlerContext, PermanentError, subjectOf } from '../src/index.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { createTestDispatcher, runReady } from './running-dispatcher.ts';
import { type OpenStore, STORES } from './stores.ts';
import { createVirtualClock } from './virtual-clock.ts';

// The promise of the inbox, for random schedules of incoming notifications, duplicates, failures, delays and crashes: every
// notification is handled or dead in the end, in the order of its subject, and one at a time per subject.

const MAX_ATTEMPTS = 4;

interface Plan {
  /** 0: no subject. */
  readonly subject: number;
  /** How often the sender delivers it. */
  readonly deliveries: number;
  /** Duration of an attempt in milliseconds. */
  readonly takes: number;
  readonly end: 'succeeds' | 'fails once' | 'always fails' | 'fails for good' | 'hangs once';
}

type Step =
  | { readonly do: 'receive'; readonly plan: Plan }
  | { readonly do: 'wait' }
  | { readonly do: 'crash' };

const plan: fc.Arbitrary<Plan> = fc.record({
  subject: fc.integer({ min: 0, max: 3 }),
  deliveries: fc.integer({ min: 1, max: 3 }),
  takes: fc.integer({ min: 0, max: 5_000 }),
  end: fc.constantFrom('succeeds', 'fails once', 'always fails', 'fails for good', 'hangs once'),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: plan.map((each) => ({ do: 'receive' as const, plan: each })) },
  { weight: 3, arbitrary: fc.constant({ do: 'wait' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'crash' as const }) },
);

describe.each(STORES)('on %s', (name, open) => {
  it('every notification ends handled or dead, in order, one at a time per subject', async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });
    const concurrency = fc.integer({ min: 1, max: 5 });
    const property = fc.asyncProperty(steps, concurrency, (each, count) => playOut(open, each, count));
    await fc.assert(property, { numRuns: name === 'SQLite' ? 100 : POSTGRES_RUNS });
  });
});

// Each call is a transaction of a server. Longer: postgres-model.test.ts.
const POSTGRES_RUNS = 2;

async function playOut(open: OpenStore, steps: readonly Step[], concurrency: number): Promise<void> {
  const clock = createVirtualClock();
  const opened = await open({ deduplicationWindow: 1_000_000_000, clock });
  const plans: Plan[] = [];
  const attempts = new Map<number, number>();
  const ended: number[] = [];
  const givenUp: number[] = [];
  const broken: string[] = [];
  let life = 0;
  let { inbox, dispatcher } = start();

  for (const each of steps) {
    if (each.do === 'receive') await receiveAll(each.plan);
    if (each.do === 'wait') clock.advance();
    if (each.do === 'crash') await crash();
    await runReady();
  }
  for (let n = 0; n < 10_000 && new Set(ended).size < plans.length; n += 1) {
    await runReady();
    if (!clock.advance()) break;
  }
  await runReady();

  const statistics = await inbox.statistics();
  await dispatcher.stop();
  await opened.close();

  expect(broken).toEqual([]);
  expect(statistics).toMatchObject({ pending: 0, handling: 0 });
  // A notification that no handler has completed is dead, because a crash cut every attempt short.
  const cutShort = plans.map((_, n) => n).filter((n) => !ended.includes(n));
  for (const n of cutShort) expect(attempts.get(n)).toBe(MAX_ATTEMPTS);
  expect(statistics.dead).toBe(new Set([...cutShort, ...givenUp]).size);
  for (const subject of [1, 2, 3]) {
    const order = [...new Set(ended)].filter((n) => plans[n]?.subject === subject);
    expect(order).toEqual(order.toSorted(byNumber));
  }

  function start() {
    life += 1;
    const mine = life;
    const inbox = { ...opened.inbox };
    const busy = new Set<string>();
    const made = createTestDispatcher({
      inbox,
      clock,
      handle,
      concurrency,
      timeout: 10_000,
      retry: { maxAttempts: MAX_ATTEMPTS, firstDelay: 1_000, maxDelay: 8_000 },
      onInboxError: (error) => {
        if (mine === life) throw error;
      },
    });
    made.wake();
    return { inbox, dispatcher: made };

    async function handle(
      notification: Notification,
      { id, attempt, signal }: HandlerContext,
    ): Promise<void> {
      const n = Number(id);
      const subject = subjectOf(notification) ?? id;
      if (mine === life) {
        // Collected and checked at the end: an error thrown here would fail the attempt, not the test.
        if (busy.has(subject)) broken.push(`two of ${subject} at a time`);
        if (busy.size >= concurrency) broken.push(`more than ${concurrency} at a time`);
      }
      busy.add(subject);
      signal.addEventListener('abort', () => busy.delete(subject));
      attempts.set(n, attempt);
      const { takes = 0, end = 'succeeds' } = plans[n] ?? {};
      if (end === 'hangs once' && attempt === 1) return new Promise(() => {});
      await new Promise<void>((resolve) => clock.setTimer(takes, resolve));
      busy.delete(subject);
      if (end === 'always fails' || (end === 'fails once' && attempt === 1)) {
        if (attempt >= MAX_ATTEMPTS) giveUp(n);
        throw new Error(end);
      }
      if (end === 'fails for good') {
        giveUp(n);
        throw new PermanentError(end);
      }
      ended.push(n);
    }
  }

  function giveUp(n: number): void {
    ended.push(n);
    givenUp.push(n);
  }

  async function receiveAll(each: Plan): Promise<void> {
    const n = plans.push(each) - 1;
    const notification = each.subject === 0 ? prices(n) : transfer(each.subject, n);
    // Without a clock, a copy that comes in after the handling has begun is a notification of its own.
    const deliveries = each.subject === 0 ? 1 : each.deliveries;
    for (let copy = 0; copy < deliveries; copy += 1) {
      const id = copy === 0 ? String(n) : `${n}-${copy}`;
      const received = await inbox.receive(incoming(id, notification, clock.now()));
      expect(received).toMatchObject({ id: String(n), duplicate: copy > 0 });
    }
    dispatcher.wake();
  }

  /** Ends the process abruptly: handlers and timers do not continue, outcomes are not recorded. */
  async function crash(): Promise<void> {
    clock.forget();
    await opened.reopen();
    ({ inbox, dispatcher } = start());
  }
}

function byNumber(a: number, b: number): number {
  return a - b;
}
