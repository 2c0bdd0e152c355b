import type { Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CursorError,
  type Inbox,
  type NotificationFilter,
  type NotificationRecord,
  type State,
} from '../src/index.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { openedInbox } from './opened-inbox.ts';
import { openedFor, STORES } from './stores.ts';

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 1);
const STATES: readonly State[] = ['pending', 'handling', 'handled', 'dead', 'discarded'];

describe.each(STORES)('on %s', (store, open) => {
  describe('a list of notifications', () => {
    it('contains exactly what matches the filter, for every filter and page length', async () => {
      const { inbox, clock } = await openedFor(open);
      const all = await fill(inbox, clock, 60);
      const time = fc.integer({ min: -1, max: 61 }).map((n) => new Date(START + n * MINUTE));
      const filters = fc.record(
        {
          eventType: fc.constantFrom('TRANSFER_NOTIFICATION', 'RE_TOKEN_PRICES', 'NO_SUCH_EVENT'),
          state: fc.constantFrom(...STATES),
          subject: fc.constantFrom(...[1, 2, 3].map((n) => transfer(n).payload.transferId), 'nothing'),
          receivedFrom: time,
          receivedTo: time,
          text: fc.constantFrom('updated', 'UPD', '00000000-0000-4000-8000-000000000002', 'n7', 'nothing'),
        },
        { requiredKeys: [] },
      );
      const page = fc.integer({ min: 1, max: 70 });
      await fc.assert(
        fc.asyncProperty(filters, page, fc.boolean(), async (filter, limit, oldestFirst) => {
          const expected = all.filter((each) => matches(each, filter)).map(({ id }) => id);
          const found = await allPages(inbox, filter, limit, oldestFirst);
          expect(found.map(({ id }) => id)).toEqual(oldestFirst ? expected : expected.toReversed());
        }),
        { numRuns: store === 'SQLite' ? 400 : 60 },
      );
    });

    it('shows the state of each notification', async () => {
      const { inbox, clock } = await openedFor(open);
      await inbox.receive(incoming('a', transfer(1), new Date(clock.time)));
      await inbox.receive(incoming('b', prices(), new Date(clock.time + 1)));
      expect((await inbox.notifications({}, { limit: 9 })).items).toEqual([
        {
          id: 'b',
          eventType: 'RE_TOKEN_PRICES',
          state: 'pending',
          receivedAt: new Date(clock.time + 1),
          lastReceivedAt: new Date(clock.time + 1),
          deliveries: 1,
          attempts: 0,
          replays: 0,
          dueAt: new Date(clock.time + 1),
        },
        expect.objectContaining({ id: 'a', subject: transfer(1).payload.transferId }),
      ]);
    });

    it('is not shifted by a notification that comes in between two pages', async () => {
      const { inbox, clock } = await openedFor(open);
      await fill(inbox, clock, 4);
      const first = await inbox.notifications({}, { limit: 2 });
      await inbox.receive(incoming('new', transfer(9), new Date(clock.time)));
      const cursor = first.nextCursor ?? '';
      const second = await inbox.notifications({}, { limit: 2, cursor });
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['n3', 'n2', 'n1', 'n0']);
      expect(second).not.toHaveProperty('nextCursor');
    });

    it.each(['x', '', Buffer.from('-1').toString('base64url'), Buffer.from('1 OR 1').toString('base64url')])(
      'rejects the cursor %j',
      async (cursor) => {
        const { inbox } = await openedFor(open);
        await expect(inbox.notifications({}, { limit: 1, cursor })).rejects.toThrow(CursorError);
      },
    );

    it.each(['"', "'", 'a" OR "b', 'NEAR(', '*', '()', '^abc', 'text:abc', '-', 'ö€😀', 'x'.repeat(500)])(
      'searches %j as text and not as a query of the search index',
      async (text) => {
        const { inbox } = await openedFor(open);
        await inbox.receive(incoming('a'));
        expect(await inbox.notifications({ text }, { limit: 9 })).toEqual({ items: [] });
      },
    );

    it('is searched by prefixes of words in upper or lower case, until the notification is removed', async () => {
      const { inbox, clock } = await openedFor(open);
      const payload = {
        ...transfer(1).payload,
        validationError: { description: 'Überweisung 100%, zurück' },
      };
      await inbox.receive(incoming('a', { eventType: 'TRANSFER_NOTIFICATION', payload }));
      for (const text of ['uberweis', 'ÜBERWEISUNG', 'zurück 100', 'a'])
        expect((await inbox.notifications({ text }, { limit: 9 })).items, text).toHaveLength(1);
      for (const text of ['berweisung', 'üb', 'uberweisung vorwärts'])
        expect((await inbox.notifications({ text }, { limit: 9 })).items, text).toHaveLength(0);
      await inbox.claim(1);
      await inbox.complete('a', { state: 'handled' });
      await inbox.removeOld(new Date(clock.time + 1), 9);
      expect((await inbox.notifications({ text: 'uberweis' }, { limit: 9 })).items).toEqual([]);
    });

    it('contains every word that starts with the prefix, for few words and for many', async () => {
      const { inbox } = await openedFor(open);
      const user = (n: number) =>
        ({
          eventType: 'USER_NOTIFICATION',
          payload: { userId: `user${n}`, status: 'ACTIVE' },
        }) as Notification;
      const ids = Array.from({ length: 120 }, (_, n) => `${n}`);
      await Promise.all(ids.map((id) => inbox.receive(incoming(id, user(Number(id))))));
      for (const n of ['', '1', '11', '119', '120']) {
        const found = await inbox.notifications({ text: `user${n}` }, { limit: 500 });
        expect(new Set(found.items.map(({ id }) => id))).toEqual(
          new Set(ids.filter((id) => id.startsWith(n))),
        );
      }
    });

    it.each(['***', '', 'a b', 'x'])('is searched by a subject such as «%s»', async (userId) => {
      const { inbox } = await openedFor(open);
      const user = (userId: string) =>
        ({ eventType: 'USER_NOTIFICATION', payload: { userId, status: 'ACTIVE' } }) as Notification;
      await inbox.receive(incoming('this', user(userId)));
      await inbox.receive(incoming('another', user(`${userId} b`)));
      await inbox.receive(incoming('none', transfer(1)));
      const found = (filter: NotificationFilter) => inbox.notifications(filter, { limit: 9 });
      const items = [expect.objectContaining({ id: 'this', subject: userId })];
      expect(await found({ subject: userId })).toEqual({ items });
      expect(await found({ subject: userId, eventType: 'USER_NOTIFICATION' })).toEqual({ items });
      expect(await found({ subject: userId, eventType: 'TRANSFER_NOTIFICATION' })).toEqual({ items: [] });
      expect(await found({ subject: userId, eventType: 'RE_TOKEN_PRICES' })).toEqual({ items: [] });
    });
  });

  describe('a notification', () => {
    it('has its body, byte for byte, its deliveries and its attempts', async () => {
      const { inbox, clock } = await openedFor(open);
      const body = Buffer.from('{"regularToken": 1.10, "premiumToken": 2}');
      await inbox.receive({ ...incoming('a', prices(1.1), new Date(clock.time)), body });
      await inbox.receive(incoming('b', prices(1.1), new Date(clock.time + 5)));
      await inbox.claim(1);
      clock.time += 10;
      await inbox.complete('a', { state: 'pending', error: 'Error: no', dueAt: new Date(clock.time) });
      await inbox.claim(1);
      await inbox.complete('a', { state: 'handled' });
      const found = await inbox.notification('a');
      expect(Buffer.from(found?.body ?? []).toString()).toBe(body.toString());
      expect(found).toMatchObject({
        deliveries: 2,
        attempts: 2,
        deliveryTimes: [new Date(START), new Date(START + 5)],
        attemptHistory: [
          {
            number: 1,
            outcome: 'failed',
            startedAt: new Date(START),
            endedAt: new Date(START + 10),
            error: 'Error: no',
          },
          { number: 2, outcome: 'handled', startedAt: new Date(START + 10), endedAt: new Date(START + 10) },
        ],
      });
      expect(await inbox.notification('nothing')).toBeUndefined();
    });

    it('counts all deliveries, and has the times of the first 100', async () => {
      const { inbox } = await openedFor(open);
      await Promise.all(Array.from({ length: 150 }, (_, n) => inbox.receive(incoming(`a${n}`, transfer(1)))));
      const [{ id } = { id: '' }] = (await inbox.notifications({}, { limit: 1 })).items;
      const found = await inbox.notification(id);
      expect(found?.deliveries).toBe(150);
      expect(found?.deliveryTimes).toHaveLength(100);
    });

    it('shows an attempt that was interrupted by the end of the process', async () => {
      const { inbox, reopen, clock } = await openedFor(open);
      await inbox.receive(incoming('a'));
      await inbox.claim(1);
      await reopen();
      expect(await inbox.notification('a')).toMatchObject({
        state: 'pending',
        attempts: 1,
        attemptHistory: [{ number: 1, outcome: 'interrupted', startedAt: new Date(clock.time) }],
      });
    });
  });

  describe('the quarantine', () => {
    it('is filtered by event type and time, and listed newest first by default', async () => {
      const { inbox } = await openedFor(open);
      for (const n of [1, 2, 3, 4]) {
        await inbox.quarantine({
          id: `q${n}`,
          path: '/p',
          ...(n % 2 === 0 && { eventType: 'RE_TOKEN_PRICES' as const }),
          body: Buffer.from('x'),
          reasons: [],
          receivedAt: new Date(START + n),
        });
      }
      const list = async (...[filter, page]: Parameters<Inbox['quarantined']>) =>
        (await inbox.quarantined(filter, page)).items.map(({ id }) => id);
      expect(await list({}, { limit: 9 })).toEqual(['q4', 'q3', 'q2', 'q1']);
      expect(await list({ eventType: 'RE_TOKEN_PRICES' }, { limit: 9, oldestFirst: true })).toEqual([
        'q2',
        'q4',
      ]);
      expect(
        await list({ receivedFrom: new Date(START + 2), receivedTo: new Date(START + 4) }, { limit: 9 }),
      ).toEqual(['q3', 'q2']);
      const { nextCursor = '' } = await inbox.quarantined({}, { limit: 3 });
      expect(await list({}, { limit: 3, cursor: nextCursor })).toEqual(['q1']);
    });
  });
});

it('on SQLite examines a limited number of hits per page, and has a cursor for the rest', async () => {
  const { inbox } = await openedInbox();
  const count = 5_100;
  await inbox.receive(incoming('rare', transfer(1)));
  await inbox.discard(['rare'], 'the only one');
  await Promise.all(
    Array.from({ length: count }, (_, n) => inbox.receive(incoming(`${n}`, transfer(1, n + 1)))),
  );
  const filter = { text: 'updated', state: 'discarded' as const };
  const first = await inbox.notifications(filter, { limit: 50 });
  expect(first.items).toEqual([]);
  const second = await inbox.notifications(filter, { limit: 50, cursor: first.nextCursor ?? '' });
  expect(second).toEqual({ items: [expect.objectContaining({ id: 'rare' })] });
  expect(await allPages(inbox, { text: 'updated' }, 500, true)).toHaveLength(count + 1);
});

/** Adds notifications of all states, one per minute. @returns them as the inbox lists them, oldest first. */
async function fill(inbox: Inbox, clock: { time: number }, count: number): Promise<NotificationRecord[]> {
  for (let n = 0; n < count; n += 1) {
    const notification = n % 4 === 3 ? prices(n) : transfer((n % 3) + 1, n);
    await inbox.receive(incoming(`n${n}`, notification, new Date(clock.time)));
    const [claim] = n % 5 === 0 ? [] : await inbox.claim(1);
    if (claim && n % 5 === 1) await inbox.complete(claim.id, { state: 'handled' });
    if (claim && n % 5 === 2) await inbox.complete(claim.id, { state: 'dead', error: 'no' });
    if (claim && n % 5 === 3)
      await inbox.complete(claim.id, { state: 'pending', error: 'no', dueAt: new Date(0) });
    if (n % 7 === 0) await inbox.discard([`n${n}`], 'never mind');
    clock.time += MINUTE;
  }
  return (await inbox.notifications({}, { limit: count, oldestFirst: true })).items.slice();
}

function matches(record: NotificationRecord, filter: NotificationFilter): boolean {
  const { eventType, state, subject, receivedFrom, receivedTo, text } = filter;
  return (
    (eventType === undefined || record.eventType === eventType) &&
    (state === undefined || record.state === state) &&
    (subject === undefined || record.subject === subject) &&
    (receivedFrom === undefined || record.receivedAt >= receivedFrom) &&
    (receivedTo === undefined || record.receivedAt < receivedTo) &&
    (text === undefined || contains(record, text))
  );
}

/** Whether a notification of `fill` contains a text. Decided without a search for words. */
function contains({ id, eventType, subject }: NotificationRecord, text: string): boolean {
  if (text === 'n7') return id === 'n7';
  if (text.startsWith('00000000')) return subject === text;
  return eventType === 'TRANSFER_NOTIFICATION' && text.toLowerCase().startsWith('upd');
}

async function allPages(
  inbox: Inbox,
  filter: NotificationFilter,
  limit: number,
  oldestFirst: boolean,
): Promise<NotificationRecord[]> {
  const items: NotificationRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await inbox.notifications(filter, { limit, oldestFirst, ...(cursor && { cursor }) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
