import type { Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Clock,
  type HandlerContext,
  type Inbox,
  InboxUnavailableError,
  type NotificationFilter,
} from '../src/index.ts';
import { DAY_MS, type Plan, type Step, step } from './chaos-steps.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { createTestDispatcher, runReady } from './running-dispatcher.ts';
import { type OpenStore, STORES } from './stores.ts';
import { createVirtualClock } from './virtual-clock.ts';

// Random schedules of everything that can go wrong around a handler: thrown values of any kind, uncaught errors, a full disk,
// graceful ends and crashes, a clock that was set before the next start, an event type that the next program does not know,
// damaged bodies, and duplicates in every state. In the end every notification is handled or dead, in the order of its
// subject, and handled if its handler succeeds. Only damaged notifications and their successors stay pending, until the
// damaged ones are discarded.
// CHAOS_RUNS sets the number of schedules. The default is 30.

const RUNS = Number(process.env['CHAOS_RUNS'] ?? 30);
const MAX_ATTEMPTS = 4;
// Limit of timers per schedule: each of 40 notifications has some attempts and some waits.
const MAX_TIMERS = 5_000;

describe.each(STORES)('on %s', (name, open) => {
  const runs = name === 'SQLite' ? RUNS : Math.ceil(RUNS / 10);
  it(`nothing is lost, stuck or out of order in ${runs} schedules of what can go wrong`, {
    timeout: 60_000 + runs * 3_000,
  }, async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });
    const concurrency = fc.integer({ min: 1, max: 5 });
    const property = fc.asyncProperty(steps, concurrency, (each, count) => playOut(open, each, count));
    await fc.assert(property, { numRuns: runs });
  });
});

async function playOut(openStore: OpenStore, steps: readonly Step[], concurrency: number): Promise<void> {
  const clock = createVirtualClock(DAY_MS * 10);
  // For each duplicate that was stored as a notification of its own: which one it repeats.
  const originals = new Map<number, number>();
  // Notifications that a delivery has replayed: they are handled after others.
  const replayed = new Set<number>();
  let isRemoved = false;
  // How many milliseconds the clock of this life is behind that of the first.
  let behind = 0;
  let latest = 0;
  const plans: Plan[] = [];
  const returned: number[] = [];
  const broken: string[] = [];
  let full = false;
  let hasFailedUncaught = false;
  let hardEnds = 0;
  let life = 0;
  let lead = 0;
  const now = () => new Date(clock.now().getTime() + lead);
  const opened = await openStore({ deduplicationWindow: DAY_MS, quarantineCapacity: 1, clock: { now } });
  const { rows } = opened;
  const removeType = () => rows.renameEventType('TRANSFER_NOTIFICATION', 'REMOVED_NOTIFICATION');
  const bringBack = () => rows.renameEventType('REMOVED_NOTIFICATION', 'TRANSFER_NOTIFICATION');
  let { inbox, dispatcher } = start();

  for (const each of steps) {
    if (each.do === 'receive') await receive(each.plan);
    if (each.do === 'wait') clock.advance();
    if (each.do === 'crash') await crash();
    if (each.do === 'end' || hasFailedUncaught) await endGracefully();
    if (each.do === 'fill the disk') full = true;
    if (each.do === 'make room') full = false;
    if (each.do === 'set the clock') {
      behind += each.by;
      await endGracefully();
    }
    if (each.do === 'resend') await resend(each.which);
    if (each.do === 'damage') await endGracefully(() => rows.damageUnhandledBody(String(each.which)));
    if (each.do === 'remove a type' && !isRemoved) await endGracefully(removeType);
    if (each.do === 'bring it back' && isRemoved) await endGracefully(bringBack);
    if (each.do === 'remove a type') isRemoved = true;
    if (each.do === 'bring it back') isRemoved = false;
    await runReady();
  }
  full = false;
  if (isRemoved) await endGracefully(bringBack);
  await runUntilIdle();

  const damaged: number[] = [];
  for (let found = await idsOf({ unreadable: true }); found.length > 0; ) {
    // Only damaged notifications and their successors are pending.
    for (const n of await idsOf({ state: 'pending' })) {
      const subject = plans[n]?.subject;
      const isBlocked = subject !== 0 && found.some((each) => plans[each]?.subject === subject);
      expect(found.includes(n) || isBlocked, `${n} is pending for no reason`).toBe(true);
    }
    damaged.push(...found);
    await inbox.discard(found.map(String), 'it cannot be read');
    dispatcher.wake();
    await runUntilIdle();
    // Their successors may be damaged as well.
    found = await idsOf({ unreadable: true });
  }

  const { pending, handling, handled, dead, discarded } = await inbox.statistics();
  const states = await Promise.all(plans.map(async (_, n) => (await inbox.notification(String(n)))?.state));
  await dispatcher.stop();
  await opened.close();

  expect(broken).toEqual([]);
  expect({ pending, handling, all: handled + dead + discarded }).toEqual({
    pending: 0,
    handling: 0,
    all: plans.length,
  });
  for (const [n, { end }] of plans.entries()) {
    if (damaged.includes(n)) expect(states[n]).toBe('discarded');
    else if (end === 'throws always') expect(states[n]).toBe('dead');
    // A crash uses an attempt of every running notification: nothing says which handler caused it.
    const isInnocent = end === 'succeeds' && !damaged.includes(n);
    if (isInnocent && hardEnds < MAX_ATTEMPTS) expect(states[n]).toBe('handled');
  }
  for (const subject of [1, 2, 3]) {
    // After an uncaught error, a notification is handled after others.
    const isOrdinary = (n: number) =>
      plans[n]?.subject === subject && !plans[n].end.startsWith('uncaught') && !replayed.has(n);
    const order = [...new Set(returned)].filter(isOrdinary);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }

  function start() {
    life += 1;
    const mine = life;
    // As in the receiver, the clock never goes back behind the latest `receivedAt`.
    lead = Math.max(-behind, latest - clock.now().getTime());
    // A process that has ended sets no timer.
    const ownClock: Clock = {
      ...clock,
      now,
      setTimer: (ms, run) => (mine === life ? clock.setTimer(ms, run) : () => {}),
    };
    const orFull =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (full) throw new InboxUnavailableError('database or disk is full');
        return call(...args);
      };
    const stored = { ...opened.inbox };
    const inbox: Inbox = {
      ...stored,
      receive: orFull(stored.receive),
      claim: orFull(stored.claim),
      complete: orFull(stored.complete),
      interrupt: orFull(stored.interrupt),
      revoke: orFull(stored.revoke),
    };
    const busy = new Set<string>();
    const handle = async (_: Notification, { id, attempt, signal }: HandlerContext): Promise<void> => {
      const { takes = 0, end = '', thrown = () => {}, subject = 0 } = plans[Number(id)] ?? {};
      const key = subject === 0 ? id : `subject ${subject}`;
      if (mine === life && busy.has(key)) broken.push(`two of ${key} at a time`);
      busy.add(key);
      signal.addEventListener('abort', () => busy.delete(key));
      await new Promise<void>((resolve) => clock.setTimer(takes, resolve));
      busy.delete(key);
      if (end === 'throws always' || (end === 'throws once' && attempt === 1)) throw thrown();
      if (end === 'uncaught always' || (end === 'uncaught once' && attempt === 1))
        clock.setTimer(takes, () => {
          hasFailedUncaught = true;
          if (dispatcher.failUncaught(thrown())?.id !== id)
            broken.push(`an uncaught error of ${id} failed another notification`);
        });
      returned.push(Number(id));
    };
    const dispatcher = createTestDispatcher({
      inbox,
      clock: ownClock,
      handle,
      concurrency,
      timeout: 10_000,
      retry: { maxAttempts: MAX_ATTEMPTS, firstDelay: 1_000, maxDelay: 8_000 },
      onInboxError() {},
    });
    dispatcher.wake();
    return { inbox, dispatcher };
  }

  async function receive(each: Plan, original = plans.length): Promise<void> {
    const n = plans.length;
    // A program rejects event types that it does not know.
    if (isRemoved && each.subject !== 0) return;
    const notification = each.subject === 0 ? prices(original) : transfer(each.subject, original);
    const received = await inbox.receive(incoming(String(n), notification, now())).catch(() => undefined);
    // It could not be stored, so it was not acknowledged.
    if (received === undefined) return;
    latest = now().getTime();
    if (!received.duplicate) plans.push(each);
    else if (original === n) broken.push(`${n} was stored as a duplicate of ${received.id}`);
    if (received.repetition?.outcome === 'replayed') replayed.add(Number(received.id));
    dispatcher.wake();
  }

  /** With a clock, it is a duplicate; without one, it may be a notification of its own. */
  async function resend(which: number): Promise<void> {
    const original = originals.get(which % Math.max(1, plans.length)) ?? which % Math.max(1, plans.length);
    const each = plans[original];
    if (!each) return;
    const n = plans.length;
    await receive(each, original);
    if (plans.length > n) originals.set(n, original);
  }

  async function idsOf(filter: NotificationFilter): Promise<number[]> {
    const { items } = await inbox.notifications(filter, { limit: 1_000 });
    return items.map(({ id }) => Number(id));
  }

  async function runUntilIdle(): Promise<void> {
    for (let [idle, timers] = [0, 0]; idle < 2; timers += 1) {
      if (timers > MAX_TIMERS) throw new Error(`the schedule needs more than ${MAX_TIMERS} timers`);
      await runReady();
      if (hasFailedUncaught) await endGracefully();
      else if (!clock.advance()) idle += 1;
    }
  }

  /** Ends the process abruptly: handlers and timers do not continue, outcomes are not recorded. */
  async function crash(): Promise<void> {
    hardEnds += 1;
    await next();
  }

  /** Ends the process gracefully. @param edit changes the file before the next start. */
  async function endGracefully(edit?: () => Promise<void>): Promise<void> {
    // Interruptions cannot be recorded on a full disk, so the next start takes it for a crash.
    if (full) hardEnds += 1;
    const stopped = dispatcher.stop();
    dispatcher.interrupt();
    await stopped;
    await next(edit);
  }

  async function next(edit?: () => Promise<void>): Promise<void> {
    clock.forget();
    await opened.reopen(edit);
    hasFailedUncaught = false;
    ({ inbox, dispatcher } = start());
  }
}
