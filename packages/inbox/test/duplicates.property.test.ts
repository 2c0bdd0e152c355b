import type { Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Inbox } from '../src/index.ts';
import { DuplicatesModel, type Expected } from './duplicates-model.ts';
import { incoming, order, prices, transfer } from './notifications.ts';
import { STORES } from './stores.ts';

// Compares the inbox with the model of duplicates, for random histories of incoming notifications, attempts, replays, discards
// and removals: both return the same for each notification, and in the end every stored one is handled.

const RUNS = Number(process.env['DUPLICATES_RUNS'] ?? 300);
const WINDOW_MS = 1_000;

type Step =
  | { readonly do: 'receive'; readonly what: 'transfer' | 'order' | 'prices'; readonly n: number }
  | { readonly do: 'claim'; readonly limit: number }
  | { readonly do: 'complete'; readonly which: number; readonly state: 'pending' | 'handled' | 'dead' }
  | { readonly do: 'replay' | 'discard'; readonly which: number }
  | { readonly do: 'remove' }
  | { readonly do: 'wait'; readonly milliseconds: number };

const which = fc.nat(9);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      what: fc.constantFrom('transfer', 'order', 'prices'),
      n: fc.nat(3),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('claim' as const), limit: fc.constantFrom(1, 5) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('complete' as const),
      which,
      state: fc.constantFrom('pending', 'handled', 'dead'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('replay', 'discard'), which }) },
  { weight: 1, arbitrary: fc.constant({ do: 'remove' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      milliseconds: fc.constantFrom(1, 500, WINDOW_MS, WINDOW_MS + 1, 86_400_000),
    }),
  },
);

let time = Date.UTC(2025, 0, 1);
let histories = 0;

describe.each(STORES)('on %s', (name, open) => {
  it.each([true, false])(
    'the inbox treats duplicates as the model does, after any history, with replayDead %s',
    async (replayDead) => {
      const clock = { now: () => new Date(time) };
      const { inbox, close } = await open({ deduplicationWindow: WINDOW_MS, replayDead, clock });
      const steps = fc.array(step, { minLength: 1, maxLength: 80, size: 'max' });
      const property = fc.asyncProperty(steps, (each) => playOut(inbox, each, replayDead));
      await fc.assert(property, { numRuns: Math.ceil(RUNS / (name === 'SQLite' ? 2 : 100)) });
      await close();
    },
  );
});

/** Histories share an inbox. They share no payloads, and each leaves nothing pending. */
async function playOut(inbox: Inbox, steps: readonly Step[], replayDead: boolean): Promise<void> {
  const model = new DuplicatesModel(WINDOW_MS, replayDead);
  const history = histories;
  histories += 1;
  let received = 0;

  try {
    for (const each of steps) {
      time += 1;
      if (each.do === 'receive') {
        const id = `${history}-${received}`;
        received += 1;
        const notification = notificationOf(each, history);
        const expected: Expected = model.receive({
          id,
          payload: JSON.stringify(notification),
          orderingKey: orderingKeyOf(each),
          hasClock: each.what === 'transfer',
          receivedAt: time,
        });
        expect(await inbox.receive(incoming(id, notification, new Date(time)))).toEqual(expected);
      }
      if (each.do === 'claim') model.claimed((await inbox.claim(each.limit)).map(({ id }) => id));
      if (each.do === 'complete') {
        const id = model.ids('handling')[each.which];
        if (id !== undefined) await complete(id, each.state);
      }
      if (each.do === 'replay') {
        const id = model.ids('pending', 'handled', 'dead', 'discarded')[each.which];
        if (id !== undefined) model.replayed(await inbox.replay([id]));
      }
      if (each.do === 'discard') {
        const id = model.ids('pending', 'dead')[each.which];
        if (id !== undefined) model.discarded(await inbox.discard([id], 'never mind'));
      }
      // The retention is never shorter than the window (docs/configuration.md).
      if (each.do === 'remove') {
        time += WINDOW_MS + 1;
        await inbox.removeOld(new Date(time), 1_000);
        model.removed();
      }
      if (each.do === 'wait') time += each.milliseconds;
    }
    const expected = model.ids('pending', 'handling').sort();
    expect((await handleTheRest()).sort()).toEqual(expected);
  } catch (error) {
    // Leaves nothing pending for the next history, with which fast-check shrinks the counterexample.
    await handleTheRest();
    throw error;
  }

  async function handleTheRest(): Promise<string[]> {
    const handled = model.ids('handling');
    for (const id of handled) await complete(id, 'handled');
    for (let claims = await inbox.claim(100); claims.length > 0; claims = await inbox.claim(100)) {
      for (const { id } of claims) await complete(id, 'handled');
      handled.push(...claims.map(({ id }) => id));
    }
    return handled;
  }

  async function complete(id: string, state: 'pending' | 'handled' | 'dead'): Promise<void> {
    const error = 'Error: no';
    if (state === 'handled') await inbox.complete(id, { state });
    else
      await inbox.complete(id, state === 'dead' ? { state, error } : { state, error, dueAt: new Date(time) });
    model.completed(id, state);
  }
}

/** Transfers have a subject and a clock, orders a subject only, prices neither. */
function notificationOf({ what, n }: { what: string; n: number }, history: number): Notification {
  const subject = 2 * history + (n % 2);
  if (what === 'transfer') return transfer(subject, Math.floor(n / 2));
  if (what === 'order') return order(subject, n < 2 ? 'RECEIVED' : 'PARTIALLY_FILLED');
  return prices(4 * history + n);
}

function orderingKeyOf({ what, n }: { what: string; n: number }): string {
  return what === 'prices' ? what : `${what} ${n % 2}`;
}
