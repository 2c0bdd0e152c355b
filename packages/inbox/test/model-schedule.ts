import type { Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Inbox, InvalidCallError, type Outcome, StatementError } from '../src/index.ts';
import { InboxModel, type ModelOptions } from './inbox-model.ts';
import { incoming, order, prices, transfer } from './notifications.ts';

// Random schedules for some processes that share an inbox, played by a store and by the model.

/** What happens next. `p` is the process that does it. */
export type Step =
  | readonly [p: number, does: 'receive', what: 'transfer' | 'order' | 'prices', n: number]
  | readonly [p: number, does: 'claim', limit: number]
  | readonly [p: number, does: 'handled' | 'failed' | 'dead' | 'interrupt', which: number]
  // The handler has written, with a statement, in a transaction of its own, or with a statement that fails.
  | readonly [p: number, does: 'writes' | 'transacts' | 'writes wrongly', which: number]
  | readonly [p: number, does: 'replay' | 'discard', which: readonly number[]]
  | readonly [p: number, does: 'pause' | 'resume', what: 'transfer' | 'order' | 'prices']
  | readonly [p: number, does: 'remove' | 'crash']
  | readonly [p: number, does: 'lose the lease', which: number]
  | readonly [p: number, does: 'wait', milliseconds: number];

/** A store that plays schedules. */
export interface Player {
  /** The inbox of a process. */
  inbox(process: number): Inbox;
  /** Ends a process if it has started, and starts another one in its place. */
  crash(process: number): Promise<void>;
  /** Lets the lease of a notification expire. Absent if there are none. */
  loseLease?(id: string): Promise<void>;
  /** The time of day of each process, in milliseconds; it is set before each step. */
  setTime(time: number): void;
  /** The difference of the clock of a process. */
  skew(process: number): number;
  /** What handlers have written: the id of a notification for each time that it was handled so. */
  written(): Promise<readonly string[]>;
  /** Whether handlers can have transactions. */
  readonly hasTransactions: boolean;
  /** Whether the order in which notifications are claimed is compared, and not only which ones. */
  readonly comparesOrder: boolean;
}

export const WINDOW_MS = 1_000;

/** Schedules for some processes. */
export function schedules(processes: number, maxLength: number): fc.Arbitrary<readonly Step[]> {
  const p = fc.nat(processes - 1);
  const which = fc.nat(7);
  const one = <T extends string>(...does: T[]) => fc.constantFrom(...does);
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(p, one('receive'), one('transfer', 'order', 'prices'), fc.nat(5)) },
    { weight: 7, arbitrary: fc.tuple(p, one('claim'), fc.constantFrom(1, 2, 9)) },
    { weight: 8, arbitrary: fc.tuple(p, one('handled', 'handled', 'failed', 'dead', 'interrupt'), which) },
    { weight: 4, arbitrary: fc.tuple(p, one('writes', 'transacts', 'writes wrongly'), which) },
    {
      weight: 4,
      arbitrary: fc.tuple(p, one('replay', 'discard'), fc.array(which, { minLength: 1, maxLength: 3 })),
    },
    { weight: 3, arbitrary: fc.tuple(p, one('lose the lease'), which) },
    { weight: 2, arbitrary: fc.tuple(p, one('pause', 'resume'), one('transfer', 'order', 'prices')) },
    { weight: 1, arbitrary: fc.tuple(p, one('remove', 'crash')) },
    { weight: 1, arbitrary: fc.tuple(p, one('wait'), fc.constantFrom(1, 500, WINDOW_MS + 1, 86_400_000)) },
  );
  return fc.array(step, { minLength: 1, maxLength, size: 'max' });
}

/** Plays a schedule, and compares every result of the store with that of the model. @throws AssertionError if they differ. */
export async function play(
  steps: readonly Step[],
  player: Player,
  options: Omit<ModelOptions, 'windowMs'>,
  startTime: number,
): Promise<void> {
  const model = new InboxModel({ ...options, windowMs: WINDOW_MS });
  let time = startTime;
  let received = 0;
  // A process starts when it first does something.
  const started = new Set<number>();

  for (const step of steps) {
    time += 1;
    player.setTime(time);
    if (step[1] === 'wait') time += step[2];
    else await playStep(step);
  }
  // Whatever is left is handled.
  for (const what of ['transfer', 'order', 'prices'] as const) await playStep([0, 'resume', what]);
  for (const p of [...started, 0]) await playStep([p, 'crash']);
  time += 86_400_000;
  player.setTime(time);
  for (let claims = await claim(0, 9); claims > 0; claims = await claim(0, 9))
    for (const id of model.live(0)) await end(0, id, { state: 'handled' });
  await compareAll();

  async function playStep(step: Step): Promise<void> {
    const [p, does] = step;
    const now = time + player.skew(p);
    if (!started.has(p) && does !== 'crash') await playStep([p, 'crash']);
    started.add(p);
    if (step[1] === 'receive') await receive(p, step[2], step[3]);
    if (step[1] === 'claim') await claim(p, step[2]);
    const id = typeof step[2] === 'number' ? pick(model.live(p), step[2]) : undefined;
    if (does === 'handled' && id) await end(p, id, { state: 'handled' });
    if (does === 'writes' && id) await end(p, id, written(p, ADD, [id]));
    if (does === 'writes wrongly' && id) await end(p, id, written(p, ADD, [null]));
    if (does === 'transacts' && id) await end(p, id, await transacted(p, id));
    if (does === 'dead' && id) await end(p, id, { state: 'dead', error: 'no' });
    if (does === 'failed' && id)
      await end(p, id, { state: 'pending', error: 'no', dueAt: new Date(now + 2) });
    if (does === 'interrupt' && id) await end(p, id, 'interrupted');
    if (does === 'lose the lease' && id && player.loseLease) {
      model.loseLease(id);
      await player.loseLease(id);
    }
    if (step[1] === 'replay') {
      const ids = picked(step[2]);
      expect(await player.inbox(p).replay(ids)).toEqual(model.replay(p, ids, now));
    }
    if (step[1] === 'discard') {
      const ids = picked(step[2]);
      expect(await player.inbox(p).discard(ids, 'why')).toEqual(model.discard(ids));
    }
    if (step[1] === 'pause') {
      const { eventType } = notificationOf(step[2], 0);
      model.pause(eventType);
      expect(await player.inbox(p).pause(eventType)).toMatchObject({ eventType });
      const { pauses } = await player.inbox(p).statistics();
      expect(pauses.map((each) => each.eventType)).toEqual(model.paused());
    }
    if (step[1] === 'resume') {
      const { eventType } = notificationOf(step[2], 0);
      expect(await player.inbox(p).resume(eventType)).toBe(model.resume(eventType));
    }
    if (does === 'remove')
      expect(await player.inbox(p).removeOld(new Date(8.64e15), 1_000)).toBe(model.remove());
    if (does === 'crash') {
      model.crash(p);
      await player.crash(p);
    }
  }

  function picked(which: readonly number[]): string[] {
    return which.flatMap((n) => pick(model.ids(), n) ?? []);
  }

  async function receive(p: number, what: string, n: number): Promise<void> {
    const id = `n${received}`;
    received += 1;
    const receivedAt = time + player.skew(p);
    const notification = notificationOf(what, n);
    const hasSubject = what !== 'prices';
    const result = await player.inbox(p).receive(incoming(id, notification, new Date(receivedAt)));
    expect(result).toEqual(
      model.receive(p, {
        id,
        payload: JSON.stringify(notification),
        key: hasSubject ? `${what} ${n % 2}` : what,
        eventType: notification.eventType,
        hasSubject,
        occurredAt: what === 'transfer' ? Math.floor(n / 2) : undefined,
        receivedAt,
      }),
    );
  }

  async function claim(p: number, limit: number): Promise<number> {
    const all = player.comparesOrder ? limit : 99;
    const claims = (await player.inbox(p).claim(all)).map(
      ({ id, attempt, replays, deliveries, stale, interrupted = false }) => ({
        id,
        attempt,
        replays,
        deliveries,
        stale,
        interrupted,
      }),
    );
    const expected = model.claim(p, all, time + player.skew(p));
    if (player.comparesOrder) expect(claims).toEqual(expected);
    else expect(claims.toSorted(byId)).toEqual(expected.toSorted(byId));
    return claims.length;
  }

  async function end(p: number, id: string, outcome: Outcome | 'interrupted'): Promise<void> {
    const inbox = player.inbox(p);
    const ended = outcome === 'interrupted' ? inbox.interrupt(id) : inbox.complete(id, outcome);
    const result = await ended.then(
      () => 'ended' as const,
      (error: unknown) => {
        if (error instanceof InvalidCallError) return 'lost' as const;
        if (error instanceof StatementError) return 'rejected' as const;
        throw error;
      },
    );
    expect(result).toBe(model.complete(p, id, outcome, time + player.skew(p)));
  }

  function written(p: number, sql: string, values: readonly unknown[]): Outcome {
    return { state: 'handled', effects: { writes: [player.inbox(p).prepareWrite(sql, values)] } };
  }

  async function transacted(p: number, id: string): Promise<Outcome> {
    if (!player.hasTransactions) return written(p, ADD, [id]);
    const transaction = await player.inbox(p).openTransaction();
    await transaction.run((client) => client.query(ADD, id));
    return { state: 'handled', effects: { writes: [], transaction } };
  }

  async function compareAll(): Promise<void> {
    const { items } = await player.inbox(0).notifications({}, { limit: 1_000, oldestFirst: true });
    expect(
      items.map(({ id, state, attempts, replays, deliveries }) => ({
        id,
        state,
        attempts,
        replays,
        deliveries,
      })),
    ).toEqual(model.all());
    expect((await player.written()).toSorted()).toEqual(model.written.toSorted());
  }
}

/** The table that handlers write. */
export const HANDLER_TABLES = 'CREATE TABLE app_written (id text NOT NULL)';
const ADD = 'INSERT INTO app_written (id) VALUES ($1)';

function pick(ids: readonly string[], n: number): string | undefined {
  return ids[n % Math.max(1, ids.length)];
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

/** Transfers have a subject and a clock, orders a subject only, prices neither. */
export function notificationOf(what: string, n: number): Notification {
  if (what === 'transfer') return transfer(n % 2, Math.floor(n / 2));
  if (what === 'order') return order(n % 2, n < 2 ? 'RECEIVED' : 'PARTIALLY_FILLED');
  return prices(n % 3);
}
