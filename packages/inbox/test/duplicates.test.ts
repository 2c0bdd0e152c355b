import { describe, expect, it } from 'vitest';
import type { Outcome } from '../src/index.ts';
import { DEAD, HANDLED, handle } from './handling.ts';
import { incoming, order, prices, transfer } from './notifications.ts';
import { openedFor, STORES } from './stores.ts';

// The cases of docs/decisions/0009-duplicates.md. Random histories: duplicates.property.test.ts.

const HOUR_MS = 3_600_000;
/** The deduplication window of `openedInbox`. */
const WINDOW_MS = HOUR_MS;

const counted = (id: string) => ({ id, duplicate: true, repetition: { of: id, outcome: 'counted' } });
const received = (id: string, of: string) => ({
  id,
  duplicate: false,
  repetition: { of, outcome: 'received' },
});

describe.each(STORES)('on %s', (_store, open) => {
  describe('a payload with a clock', () => {
    it('is recognised by event type and payload, in any order of properties', async () => {
      const { inbox } = await openedFor(open);
      await inbox.receive(incoming('a', transfer(1)));
      const { eventType, payload } = transfer(1);
      const reversed = Object.fromEntries(Object.entries(payload).reverse()) as typeof payload;
      expect(await inbox.receive(incoming('b', { eventType, payload: reversed }))).toEqual(counted('a'));
      expect(await inbox.claim(10)).toEqual([expect.objectContaining({ id: 'a', deliveries: 2 })]);
    });

    it('is handled once if 50 deliveries come in at the same time', async () => {
      const { inbox } = await openedFor(open);
      const all = Array.from({ length: 50 }, (_, n) => inbox.receive(incoming(`n${n}`, transfer(7))));
      expect((await Promise.all(all)).filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(await inbox.claim(100)).toEqual([expect.objectContaining({ deliveries: 50 })]);
    });

    it('is a duplicate for as long as its notification is stored, and new after that', async () => {
      const { inbox, clock } = await openedFor(open);
      await inbox.receive(incoming('a', transfer(1), new Date(clock.time)));
      await handle(inbox, 'a');
      clock.time += 365 * 24 * HOUR_MS;
      expect(await inbox.receive(incoming('b', transfer(1), new Date(clock.time)))).toEqual(counted('a'));
      expect(await inbox.removeOld(new Date(clock.time), 10)).toBe(1);
      const again = await inbox.receive(incoming('c', transfer(1), new Date(clock.time)));
      expect(again).toEqual({ id: 'c', duplicate: false });
      await handle(inbox, 'c');
    });

    it('replays a dead notification, under the same id', async () => {
      const { inbox } = await openedFor(open);
      await inbox.receive(incoming('a', transfer(1)));
      await handle(inbox, 'a', DEAD);
      expect(await inbox.receive(incoming('b', transfer(1)))).toEqual({
        id: 'a',
        duplicate: true,
        repetition: { of: 'a', outcome: 'replayed' },
      });
      const replayed = { state: 'pending', replays: 1, replayedBy: 'delivery', deliveries: 2 };
      expect(await inbox.notification('a')).toMatchObject(replayed);
      await handle(inbox, 'a');
    });

    it('leaves a dead notification dead if REPLAY_DEAD is off', async () => {
      const { inbox } = await openedFor(open, { replayDead: false });
      await inbox.receive(incoming('a', transfer(1)));
      await handle(inbox, 'a', DEAD);
      const again = await inbox.receive(incoming('b', transfer(1)));
      expect(again).toMatchObject({ id: 'a', repetition: { outcome: 'dead' } });
      expect(await inbox.notification('a')).toMatchObject({ state: 'dead', deliveries: 2 });
    });

    it('of a discarded notification is counted, and the notification stays discarded', async () => {
      const { inbox } = await openedFor(open);
      await inbox.receive(incoming('a', transfer(1)));
      await inbox.discard(['a'], 'not wanted');
      const again = await inbox.receive(incoming('b', transfer(1)));
      expect(again).toMatchObject({ id: 'a', duplicate: true, repetition: { outcome: 'discarded' } });
      expect(await inbox.claim(1)).toEqual([]);
      expect(await inbox.notification('a')).toMatchObject({
        deliveries: 2,
        discarded: { reason: 'not wanted' },
      });
    });

    it('of a notification that was discarded and removed is new', async () => {
      const { inbox, clock } = await openedFor(open);
      await inbox.receive(incoming('a', transfer(1)));
      await inbox.discard(['a'], 'not wanted');
      await inbox.removeOld(new Date(clock.time + 1), 10);
      await inbox.receive(incoming('b', transfer(1)));
      await handle(inbox, 'b');
    });
  });

  describe('a payload without a clock', () => {
    it.each([
      ['prices', [prices(10), prices(11), prices(10)]],
      ['two states of an order, and the first again', [order(1, 'A'), order(1, 'B'), order(1, 'A')]],
    ])('is a notification of its own after another one of the same subject: %s', async (_what, sent) => {
      for (const handleBetween of [true, false]) {
        const { inbox } = await openedFor(open);
        const handledIds: string[] = [];
        for (const [n, notification] of sent.entries()) {
          await inbox.receive(incoming(`${n}`, notification));
          if (handleBetween) await handle(inbox, `${n}`);
        }
        for (let [claim] = await inbox.claim(1); claim; [claim] = await inbox.claim(1)) {
          handledIds.push(claim.id);
          expect(claim.repeats).toBe(claim.id === '2' ? '0' : undefined);
          await inbox.complete(claim.id, HANDLED);
        }
        expect(await inbox.statistics()).toMatchObject({ handled: 3 });
        expect(handledIds).toEqual(handleBetween ? [] : ['0', '1', '2']);
      }
    });

    it('that comes in twice before its handling begins is handled once', async () => {
      const { inbox } = await openedFor(open);
      await inbox.receive(incoming('a', order(1)));
      // A notification of another subject makes no difference.
      await inbox.receive(incoming('other', order(2)));
      expect(await inbox.receive(incoming('b', order(1)))).toEqual(counted('a'));
      const claims = await inbox.claim(10);
      expect(claims.map(({ id, deliveries }) => [id, deliveries])).toEqual([
        ['a', 2],
        ['other', 1],
      ]);
    });

    it.each<[string, Outcome | undefined]>([
      ['is being handled', undefined],
      ['is pending for a retry', { state: 'pending', error: 'Error: no', dueAt: new Date(0) }],
      ['was handled', HANDLED],
      ['is dead', DEAD],
    ])(
      'is a notification of its own that names the one it repeats, if that one %s',
      async (_what, outcome) => {
        const { inbox } = await openedFor(open);
        await inbox.receive(incoming('fill', order(1, 'PARTIALLY_FILLED')));
        await inbox.claim(1);
        if (outcome) await inbox.complete('fill', outcome);
        expect(await inbox.receive(incoming('second fill', order(1, 'PARTIALLY_FILLED')))).toEqual(
          received('second fill', 'fill'),
        );
        expect(await inbox.notification('second fill')).toMatchObject({ state: 'pending', repeats: 'fill' });
      },
    );

    it('is a notification of its own if the other one was discarded, because that one will not be handled', async () => {
      const { inbox } = await openedFor(open);
      await inbox.receive(incoming('a', prices()));
      await inbox.discard(['a'], 'not wanted');
      expect(await inbox.receive(incoming('b', prices()))).toEqual(received('b', 'a'));
    });

    it('is a notification of its own if the other one was handled and is replayed', async () => {
      const { inbox } = await openedFor(open);
      await inbox.receive(incoming('a', prices(10)));
      await handle(inbox, 'a');
      await inbox.replay(['a']);
      expect(await inbox.receive(incoming('b', prices(10)))).toEqual(received('b', 'a'));
    });

    it.each([
      ['names the one it repeats within', WINDOW_MS, true],
      ['is new after', WINDOW_MS + 1, false],
    ])('%s the window', async (_when, wait, isKnown) => {
      const { inbox, clock } = await openedFor(open);
      await inbox.receive(incoming('a', prices(), new Date(clock.time)));
      await handle(inbox, 'a');
      const again = await inbox.receive(incoming('b', prices(), new Date(clock.time + wait)));
      expect(again).toEqual(isKnown ? received('b', 'a') : { id: 'b', duplicate: false });
    });

    it('is recognised within the window at any hour of the day', async () => {
      const window = 24 * HOUR_MS;
      const { inbox, clock } = await openedFor(open, { deduplicationWindow: window });
      // Some pairs fall on different days.
      for (let hour = 0; hour < 24; hour += 1) {
        for (const [n, wait] of [0, HOUR_MS, window - 1, window].entries()) {
          const price = prices(100 * n + hour);
          const first = new Date(clock.time);
          await inbox.receive(incoming(`${n} ${hour}`, price, first));
          const again = incoming('again', price, new Date(first.getTime() + wait));
          expect(await inbox.receive(again)).toEqual(counted(`${n} ${hour}`));
          clock.time += wait + HOUR_MS + 1;
        }
      }
    });

    it('is a notification of its own if more than 1,000 notifications have come in since', async () => {
      const { inbox } = await openedFor(open);
      await inbox.receive(incoming('a', order(0)));
      const others = Array.from({ length: 1_001 }, (_, n) => inbox.receive(incoming(`${n}`, order(n + 1))));
      await Promise.all(others);
      expect(await inbox.receive(incoming('b', order(0)))).toEqual(received('b', 'a'));
    });
  });
});
