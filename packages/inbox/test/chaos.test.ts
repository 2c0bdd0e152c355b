import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_TYPES, type Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  createDispatcher,
  type HandlerContext,
  type Handlers,
  type Inbox,
  InboxUnavailableError,
} from '../src/index.ts';
import { HOSTILE } from './hostile.ts';
import { prices, receipt, transfer } from './notifications.ts';
import { turn } from './running-dispatcher.ts';
import { sameThreadInbox } from './same-thread.ts';
import { virtualTime } from './virtual-time.ts';

// Over random schedules of everything that can go wrong around a handler: any value thrown, failures that nothing awaits,
// a disk that is full for a while, ends in good order and without a warning, a clock that is set back before the next start.
// What was received is handled or dead in the end, in the order of its subject; and what did nothing wrong is handled.
// CHAOS_RUNS sets how many schedules are tried; 30 is the short form.

const RUNS = Number(process.env['CHAOS_RUNS'] ?? 30);
const MAX_ATTEMPTS = 4;

interface Plan {
  /** 0: none. */
  readonly subject: number;
  /** Milliseconds that an attempt takes. */
  readonly takes: number;
  readonly end: 'succeeds' | 'throws once' | 'throws always' | 'strays once' | 'strays always';
  readonly thrown: () => unknown;
}

type Step =
  | { readonly do: 'receive'; readonly plan: Plan }
  | { readonly do: 'wait' | 'crash' | 'end' | 'fill the disk' | 'make room' }
  | { readonly do: 'set back'; readonly by: number };

const plan: fc.Arbitrary<Plan> = fc.record({
  subject: fc.integer({ min: 0, max: 3 }),
  takes: fc.integer({ min: 0, max: 3_000 }),
  end: fc.constantFrom('succeeds', 'throws once', 'throws always', 'strays once', 'strays always'),
  thrown: fc.oneof(
    fc.anything().map((value) => () => value),
    fc.constantFrom(...HOSTILE).map(([, hostile]) => hostile),
  ),
});

const always = (what: Exclude<Step['do'], 'receive' | 'set back'>) => fc.constant({ do: what });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: plan.map((each) => ({ do: 'receive' as const, plan: each })) },
  { weight: 6, arbitrary: always('wait') },
  { weight: 1, arbitrary: always('crash') },
  { weight: 1, arbitrary: always('end') },
  { weight: 1, arbitrary: always('fill the disk') },
  { weight: 2, arbitrary: always('make room') },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('set back'), by: fc.nat(86_400_000) }) },
);

it(`nothing is lost, stuck or out of order in ${RUNS} schedules of what can go wrong`, {
  timeout: 60_000 + RUNS * 3_000,
}, async () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });
  await fc.assert(fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), playOut), { numRuns: RUNS });
});

async function playOut(steps: readonly Step[], concurrency: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  const file = join(folder, 'inbox.db');
  const time = virtualTime(86_400_000 * 10);
  // How far the clock of this life is behind that of the first.
  let behind = 0;
  let latest = 0;
  const plans: Plan[] = [];
  const returned: number[] = [];
  const broken: string[] = [];
  let full = false;
  let hasStrayed = false;
  let hardEnds = 0;
  let life = 0;
  let { inbox, dispatcher, now } = start();

  for (const each of steps) {
    if (each.do === 'receive') await receive(each.plan);
    if (each.do === 'wait') time.advance();
    if (each.do === 'crash') await crash();
    if (each.do === 'end' || hasStrayed) await endInOrder();
    if (each.do === 'fill the disk') full = true;
    if (each.do === 'make room') full = false;
    if (each.do === 'set back') {
      behind += each.by;
      await endInOrder();
    }
    await turn();
  }
  full = false;
  for (let idle = 0; idle < 2; ) {
    await turn();
    if (hasStrayed) await endInOrder();
    else if (!time.advance()) idle += 1;
  }

  const { pending, handling, handled, dead } = await inbox.statistics();
  const states = await Promise.all(plans.map(async (_, n) => (await inbox.notification(String(n)))?.state));
  await dispatcher.stop();
  await inbox.close();
  rmSync(folder, { recursive: true });

  expect(broken).toEqual([]);
  expect({ pending, handling, all: handled + dead }).toEqual({ pending: 0, handling: 0, all: plans.length });
  for (const [n, { end }] of plans.entries()) {
    if (end === 'throws always') expect(states[n]).toBe('dead');
    // An end without a warning takes an attempt of each that is running: nothing says whose doing it was.
    if (end === 'succeeds' && hardEnds < MAX_ATTEMPTS) expect(states[n]).toBe('handled');
  }
  for (const subject of [1, 2, 3]) {
    // What strayed came back after others.
    const isOrdinary = (n: number) => plans[n]?.subject === subject && !plans[n].end.startsWith('strays');
    const order = [...new Set(returned)].filter(isOrdinary);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }

  function start() {
    life += 1;
    const mine = life;
    // As the receiver does: the clock never goes back behind what is in the file.
    const lead = Math.max(-behind, latest - time.now().getTime());
    const now = () => new Date(time.now().getTime() + lead);
    const opened = sameThreadInbox({ file, deduplicationWindow: 0, quarantineCapacity: 1 }, now);
    const orFull =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (full) throw new InboxUnavailableError('database or disk is full');
        return call(...args);
      };
    const inbox: Inbox = {
      ...opened,
      receive: orFull(opened.receive),
      claim: orFull(opened.claim),
      settle: orFull(opened.settle),
      interrupt: orFull(opened.interrupt),
      revoke: orFull(opened.revoke),
    };
    const busy = new Set<string>();
    const handle = async (_: Notification, { id, attempt, signal }: HandlerContext): Promise<void> => {
      const { takes = 0, end = '', thrown = () => {}, subject = 0 } = plans[Number(id)] ?? {};
      const what = subject === 0 ? id : `subject ${subject}`;
      if (mine === life && busy.has(what)) broken.push(`two of ${what} at a time`);
      busy.add(what);
      signal.addEventListener('abort', () => busy.delete(what));
      await new Promise<void>((resolve) => time.after(takes, resolve));
      busy.delete(what);
      if (end === 'throws always' || (end === 'throws once' && attempt === 1)) throw thrown();
      if (end === 'strays always' || (end === 'strays once' && attempt === 1))
        time.after(takes, () => {
          hasStrayed = true;
          if (dispatcher.stray(thrown())?.id !== id) broken.push(`${id} strayed, and another was blamed`);
        });
      returned.push(Number(id));
    };
    const dispatcher = createDispatcher({
      inbox,
      concurrency,
      timeout: 10_000,
      retry: { maxAttempts: MAX_ATTEMPTS, firstDelay: 1_000, maxDelay: 8_000 },
      now,
      random: () => 0.5,
      after: time.after,
      handlers: Object.fromEntries(EVENT_TYPES.map((type) => [type, handle])) as unknown as Handlers,
      logFor: () => ({ info() {}, warn() {}, error() {} }),
      onInboxError() {},
    });
    dispatcher.wake();
    return { inbox, dispatcher, now };
  }

  async function receive(each: Plan): Promise<void> {
    const n = plans.length;
    const notification = each.subject === 0 ? prices(n) : transfer(each.subject, n);
    const received = await inbox.receive(receipt(String(n), notification, now())).catch(() => undefined);
    // What could not be kept has not been acknowledged.
    if (received === undefined) return;
    latest = now().getTime();
    plans.push(each);
    dispatcher.wake();
  }

  /** The process ends where it stands: no handler goes on, no timer fires, nothing is settled. */
  async function crash(): Promise<void> {
    hardEnds += 1;
    await next();
  }

  async function endInOrder(): Promise<void> {
    // What is interrupted cannot be written, so it looks like a crash.
    if (full) hardEnds += 1;
    const stopped = dispatcher.stop();
    dispatcher.interrupt();
    await stopped;
    await next();
  }

  async function next(): Promise<void> {
    time.forget();
    await inbox.close();
    hasStrayed = false;
    ({ inbox, dispatcher, now } = start());
  }
}
