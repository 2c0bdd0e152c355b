import type { Notification } from '@partner-webhooks/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim, Inbox } from '../src/index.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { type OpenedInbox, STORES } from './stores.ts';

const HOUR = 3_600_000;

let time: number;
let opened: OpenedInbox;
let inbox: Inbox;

const clock = { now: () => new Date(time) };
const ids = (claims: readonly Claim[]) => claims.map(({ id }) => id).sort();
const later = (milliseconds: number) => new Date(time + milliseconds);

describe.each(STORES)('on %s', (_store, open) => {
  beforeEach(async () => {
    time = Date.UTC(2025, 0, 1);
    opened = await open({ deduplicationWindow: 24 * HOUR, quarantineCapacity: 3, clock });
    inbox = opened.inbox;
  });

  afterEach(() => opened.close());

  describe('receiving', () => {
    it('stores the body byte for byte, and hands out its payload', async () => {
      const text = '{ "premiumToken": 118.900000000000000001,\n  "regularToken": 1e2 }';
      const notification = prices(100);
      await inbox.receive({ ...incoming('a', notification), body: Buffer.from(text) });
      const [claim] = await inbox.claim(1);
      expect(claim?.notification).toEqual({ eventType: 'RE_TOKEN_PRICES', payload: JSON.parse(text) });
      expect(Buffer.from((await inbox.notification('a'))?.body ?? []).toString()).toBe(text);
    });

    it('stores a byte order mark and parses what follows it, also after a restart', async () => {
      const notification = transfer(1);
      const text = `\uFEFF${JSON.stringify(notification.payload)}`;
      await inbox.receive({ ...incoming('a', notification), body: Buffer.from(text) });
      expect(await inbox.receive(incoming('b', notification))).toMatchObject({ id: 'a', duplicate: true });
      for (const restart of [async () => {}, opened.reopen]) {
        await restart();
        expect(Buffer.from((await inbox.notification('a'))?.body ?? []).toString()).toBe(text);
        const { transferId } = notification.payload;
        expect((await inbox.notifications({ text: transferId }, { limit: 9 })).items).toHaveLength(1);
        expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: 'a', notification })]);
      }
    });

    it('has it after the process was killed', async () => {
      await inbox.receive(incoming('a'));
      await inbox.claim(1);
      await opened.reopen();
      expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: 'a', attempt: 2 })]);
    });

    it('stores texts with any character, and finds them', async () => {
      for (const [n, text] of [
        '\u0000',
        'a\u0000b\u001a0',
        "it's \\",
        'x'.repeat(100_000),
        '\ud83d\ude00',
      ].entries()) {
        const notification = {
          eventType: 'USER_NOTIFICATION',
          payload: { userId: text, status: text },
        } as Notification;
        expect(await inbox.receive(incoming(`${n}`, notification))).toEqual({ id: `${n}`, duplicate: false });
        expect(await inbox.receive(incoming('again', notification))).toMatchObject({
          id: `${n}`,
          duplicate: true,
        });
        expect(await inbox.notification(`${n}`)).toMatchObject({ subject: text });
        const found = await inbox.notifications({ subject: text }, { limit: 9 });
        expect(found.items.map(({ id }) => id)).toEqual([`${n}`]);
        expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: `${n}`, notification })]);
        await inbox.complete(`${n}`, { state: 'dead', error: text });
        expect(await inbox.discard([`${n}`], text)).toEqual([`${n}`]);
        expect(await inbox.notification(`${n}`)).toMatchObject({ error: text, discarded: { reason: text } });
      }
    });

    it('stores 500 that arrive at once, each once', async () => {
      const all = Array.from({ length: 500 }, (_, n) => incoming(`n${n}`, transfer(n)));
      const received = await Promise.all(all.map((each) => inbox.receive(each)));
      expect(received).toEqual(all.map(({ id }) => ({ id, duplicate: false })));
      expect(await inbox.statistics()).toMatchObject({ pending: 500 });
    });
  });

  describe('a clock at the limits', () => {
    it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
      'such as %s keeps no notification from being kept and given out',
      async (modifiedOn) => {
        const { eventType, payload } = transfer(1);
        const notification = { eventType, payload: { ...payload, modifiedOn } };
        expect(await inbox.receive(incoming('a', notification))).toEqual({ id: 'a', duplicate: false });
        expect(await inbox.receive(incoming('b', notification))).toMatchObject({ id: 'a', duplicate: true });
        expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: 'a', notification })]);
      },
    );
  });

  describe('claiming', () => {
    it('claims each notification once, at most as many as requested', async () => {
      for (const n of [1, 2, 3]) await inbox.receive(incoming(`${n}`, transfer(n)));
      expect(ids(await inbox.claim(2))).toEqual(['1', '2']);
      expect(ids(await inbox.claim(2))).toEqual(['3']);
      expect(await inbox.claim(2)).toEqual([]);
    });

    it.each([{ state: 'handled' } as const, { state: 'dead', error: 'no' } as const])(
      'holds the next about the same subject back until the one before is $state',
      async (outcome) => {
        await inbox.receive(incoming('first', transfer(1, 1)));
        await inbox.receive(incoming('second', transfer(1, 2)));
        await inbox.receive(incoming('third', transfer(1, 3)));
        await inbox.receive(incoming('other', transfer(2)));
        expect(ids(await inbox.claim(10))).toEqual(['first', 'other']);
        await inbox.complete('first', outcome);
        expect(ids(await inbox.claim(10))).toEqual(['second']);
      },
    );

    it('blocks the successors of a notification that waits for its next attempt', async () => {
      await inbox.receive(incoming('first', transfer(1, 1)));
      await inbox.receive(incoming('second', transfer(1, 2)));
      await inbox.claim(10);
      await inbox.complete('first', { state: 'pending', error: 'no', dueAt: later(HOUR) });
      expect(await inbox.claim(10)).toEqual([]);
      expect(await inbox.nextDue()).toEqual(later(HOUR));
      time += HOUR;
      expect(await inbox.claim(10)).toEqual([expect.objectContaining({ id: 'first', attempt: 2 })]);
    });

    it('blocks nothing if there is no subject', async () => {
      await inbox.receive(incoming('first', prices(1)));
      await inbox.receive(incoming('second', prices(2)));
      expect(ids(await inbox.claim(10))).toEqual(['first', 'second']);
    });

    it('marks a claim as stale if a newer notification of the subject has been handled', async () => {
      await inbox.receive(incoming('new', transfer(1, 2)));
      await inbox.claim(1);
      await inbox.complete('new', { state: 'handled' });
      await inbox.receive(incoming('old', transfer(1, 1)));
      await inbox.receive(incoming('newest', transfer(2, 3)));
      const claims = await inbox.claim(10);
      expect(Object.fromEntries(claims.map(({ id, stale }) => [id, stale]))).toEqual({
        old: true,
        newest: false,
      });
    });

    it('completes only what has been claimed', async () => {
      await inbox.receive(incoming('a'));
      await expect(inbox.complete('a', { state: 'handled' })).rejects.toThrow('a is not being handled');
      await expect(inbox.complete('b', { state: 'handled' })).rejects.toThrow('b is not being handled');
    });

    it('completes the attempt that it names, and no later one', async () => {
      await inbox.receive(incoming('a'));
      const [first] = await inbox.claim(1);
      await inbox.complete('a', { state: 'pending', error: 'Error: no', dueAt: new Date(time) }, first);
      await inbox.claim(1);
      await expect(inbox.complete('a', { state: 'handled' }, first)).rejects.toThrow(
        'a is not being handled',
      );
      await expect(inbox.interrupt('a', first)).rejects.toThrow('a is not being handled');
      expect(await inbox.notification('a')).toMatchObject({ state: 'handling', attempts: 2 });
    });

    it('an invalid call does not harm those that share its transaction', async () => {
      const calls = [inbox.complete('nothing', { state: 'handled' }), inbox.receive(incoming('a'))];
      expect(await Promise.allSettled(calls)).toEqual([
        expect.objectContaining({ status: 'rejected' }),
        expect.objectContaining({ status: 'fulfilled' }),
      ]);
      expect(ids(await inbox.claim(1))).toEqual(['a']);
    });
  });

  describe('observations', () => {
    it('are counted by event type, pointer and value; all items of a list have one pointer', async () => {
      const status = { pointer: '/status', kind: 'unknown-value', value: 'ON_HOLD' } as const;
      const owner = (n: number) => ({ pointer: `/owners/${n}/age`, kind: 'unknown-property' }) as const;
      await inbox.receive({
        ...incoming('a', transfer(1), new Date(1000)),
        observations: [status, owner(0), owner(1)],
      });
      await inbox.receive({ ...incoming('b', transfer(2), new Date(2000)), observations: [status] });
      const seen = { eventType: 'TRANSFER_NOTIFICATION', firstSeen: new Date(1000) };
      expect(await inbox.observations()).toEqual([
        { ...seen, ...status, lastSeen: new Date(2000), count: 2 },
        { ...seen, pointer: '/owners/*/age', kind: 'unknown-property', lastSeen: new Date(1000), count: 2 },
      ]);
    });

    it('are limited to 1,000 of an event type; existing ones are still counted', async () => {
      const observe = (value: string) => ({ pointer: '/status', kind: 'unknown-value', value }) as const;
      for (let n = 0; n < 110; n += 1) {
        const observations = Array.from({ length: 10 }, (_, m) => observe(`S${n * 10 + m}`));
        await inbox.receive({ ...incoming(`${n}`, transfer(n)), observations });
      }
      await inbox.receive({ ...incoming('again', transfer(1000)), observations: [observe('S0')] });
      const observations = await inbox.observations();
      expect(observations).toHaveLength(1_000);
      expect(observations.find(({ value }) => value === 'S0')?.count).toBe(2);
    });

    it('are cut to 200 characters', async () => {
      const value = 'x'.repeat(10_000);
      await inbox.receive({
        ...incoming('a'),
        observations: [{ pointer: '/status', kind: 'unknown-value', value }],
      });
      const [observation] = await inbox.observations();
      expect(String(observation?.value).length).toBeLessThanOrEqual(200);
    });
  });

  describe('statistics', () => {
    it('count what is in the inbox, by state', async () => {
      for (const n of [1, 2, 3, 4])
        await inbox.receive(incoming(`${n}`, transfer(n), new Date(time - 10 + n)));
      await inbox.claim(3);
      await inbox.complete('1', { state: 'handled' });
      await inbox.complete('2', { state: 'dead', error: 'no' });
      const counts = { pending: 1, handling: 1, handled: 1, dead: 1, discarded: 0 };
      expect(await inbox.statistics()).toEqual({
        ...counts,
        pauses: [],
        unreadable: 0,
        logBytes: expect.any(Number),
        quarantined: 0,
        oldestPending: new Date(time - 7),
        byEventType: [{ eventType: 'TRANSFER_NOTIFICATION', ...counts }],
      });
    });
  });

  describe('retention', () => {
    it('removes in batches what was handled before a time, and nothing that is pending or dead', async () => {
      for (const n of [1, 2, 3, 4, 5]) await inbox.receive(incoming(`${n}`, transfer(n)));
      await inbox.claim(4);
      for (const id of ['1', '2', '3']) await inbox.complete(id, { state: 'handled' });
      await inbox.complete('4', { state: 'dead', error: 'no' });
      expect(await inbox.removeOld(new Date(time), 10)).toBe(0);
      expect(await inbox.removeOld(later(1), 2)).toBe(2);
      expect(await inbox.removeOld(later(1), 2)).toBe(1);
      expect(await inbox.statistics()).toMatchObject({ pending: 1, dead: 1 });
    });

    it('handles what is received after everything has been removed', async () => {
      for (const n of [1, 2]) {
        await inbox.receive(incoming(`${n}`, transfer(n)));
        await inbox.claim(1);
        await inbox.complete(`${n}`, { state: 'handled' });
      }
      expect(await inbox.removeOld(later(1), 10)).toBe(2);
      await inbox.receive(incoming('3', transfer(3)));
      expect(ids(await inbox.claim(1))).toEqual(['3']);
    });

    it('removes what was discarded or rejected before a time', async () => {
      for (const n of [1, 2]) await inbox.receive(incoming(`${n}`, transfer(n)));
      const body = Buffer.from('{}');
      await inbox.quarantine({ id: 'q', path: '/nothing', body, reasons: [], receivedAt: new Date(time) });
      await inbox.discard(['1'], 'a test of ours');
      expect(await inbox.removeOld(new Date(time), 10)).toBe(0);
      expect(await inbox.removeOld(later(1), 10)).toBe(2);
      expect(await inbox.statistics()).toMatchObject({ pending: 1, dead: 0, discarded: 0, quarantined: 0 });
    });
  });
});
