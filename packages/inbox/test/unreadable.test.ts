import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change, Inbox } from '../src/index.ts';
import { incoming, order, prices, transfer } from './notifications.ts';
import { type OpenedInbox, STORES } from './stores.ts';

// A program may be unable to read what is stored: it is older than the program that stored it, a webhook was removed from
// the contract, or the disk flipped a bit. One unreadable notification must not stop any other.

let opened: OpenedInbox;
let inbox: Inbox;

/** The body is not JSON any more. */
const damageBody = (id: string) => opened.rows.changeBody(id, () => Buffer.from([0x7b, 0x01]));

const removeTransfers = () => opened.rows.renameEventType('TRANSFER_NOTIFICATION', 'REMOVED_NOTIFICATION');

/** Handles everything that can be claimed. @returns the ids in the order of handling. */
async function handleAll(): Promise<string[]> {
  const ids: string[] = [];
  for (let claims = await inbox.claim(16); claims.length > 0; claims = await inbox.claim(16)) {
    for (const { id, attempt } of claims) {
      expect(attempt).toBe(1);
      await inbox.complete(id, { state: 'handled' });
      ids.push(id);
    }
  }
  return ids;
}

const changed = (change: (body: Buffer) => Uint8Array) => () => opened.rows.changeBody('bad', change);
const DAMAGES: [what: string, damage: () => Promise<void>][] = [
  ['has an unknown event type', () => opened.rows.setEventType('bad', 'REMOVED_NOTIFICATION')],
  ['is truncated', changed((body) => body.subarray(0, 20))],
  [
    'has a control character in a string',
    changed((body) => Buffer.from(String(body).replace('UPDATED', 'UP\u0001D'))),
  ],
  ['is empty', changed(() => Buffer.alloc(0))],
  ['is all zeros', changed((body) => Buffer.alloc(body.length))],
  ['is not UTF-8', changed((body) => Buffer.concat([Buffer.from([0xff]), body]))],
];

describe.each(STORES)('on %s', (_store, open) => {
  beforeEach(async () => {
    opened = await open({ deduplicationWindow: 0, clock: { now: () => new Date(1_000) } });
    inbox = opened.inbox;
  });

  afterEach(() => opened.close());

  describe.each(DAMAGES)('a stored notification that %s', (_what, damage) => {
    beforeEach(async () => {
      await inbox.receive(incoming('before', transfer(1, 1)));
      expect(await handleAll()).toEqual(['before']);
      await inbox.receive(incoming('bad', transfer(1, 2)));
      await inbox.receive(incoming('successor', transfer(1, 3)));
      for (let n = 0; n < 20; n += 1) await inbox.receive(incoming(`other ${n}`, order(n)));
      await opened.reopen(damage);
    });

    it('blocks only its own subject', async () => {
      const handled = await handleAll();
      expect(handled.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `other ${n}`).toSorted());
      expect(await inbox.statistics()).toMatchObject({ pending: 2, handling: 0, unreadable: 1 });
      expect(await inbox.nextDue()).toBeUndefined();
    });

    it('is listed with the reason, and uses no attempt in 12 starts of the program', async () => {
      for (let start = 0; start < 12; start += 1) {
        await handleAll();
        await opened.reopen();
      }
      await handleAll();
      const { items } = await inbox.notifications({ unreadable: true }, { limit: 10 });
      expect(items).toEqual([expect.objectContaining({ id: 'bad', state: 'pending', attempts: 0 })]);
      expect(items[0]?.unreadable).toMatch(
        /^(the contract of this program has no event type|the stored body is not JSON)/,
      );
      expect(await inbox.notification('bad')).toMatchObject({ attemptHistory: [] });
    });

    it('is reported to the followers of the inbox', async () => {
      const changes: Change[] = [];
      inbox.follow((change) => changes.push(change));
      await handleAll();
      expect(changes.filter(({ kind }) => kind === 'unreadable')).toEqual([
        expect.objectContaining({ id: 'bad', error: expect.stringMatching(/./) }),
      ]);
    });

    it('can be discarded, which unblocks its successor', async () => {
      await handleAll();
      expect(await inbox.discard(['bad'], 'cannot be read')).toEqual(['bad']);
      expect(await handleAll()).toEqual(['successor']);
      expect(await inbox.statistics()).toMatchObject({ discarded: 1, unreadable: 0 });
      expect(await inbox.nextDue()).toBeUndefined();
      // It can be removed as well, although its fingerprint does not match its body.
      expect(await inbox.removeOld(new Date(2_000), 100)).toBe(23);
    });

    it('is unreadable again after a replay', async () => {
      await handleAll();
      expect(await inbox.replay(['bad'])).toEqual(['bad']);
      expect(await handleAll()).toEqual([]);
      expect(await inbox.notification('bad')).toMatchObject({
        state: 'pending',
        unreadable: expect.anything(),
      });
    });
  });

  describe('a stored body that was damaged', () => {
    const intact = transfer(1, 2);
    const bodyOf = async (id: string) => Buffer.from((await inbox.notification(id))?.body ?? []).toString();

    it.each(['found unreadable', 'not read yet'])(
      'is replaced when the platform sends it again: %s',
      async (when) => {
        await inbox.receive(incoming('bad', intact));
        await inbox.receive(incoming('successor', transfer(1, 3)));
        await opened.reopen(() => damageBody('bad'));
        if (when === 'found unreadable') expect(await handleAll()).toEqual([]);
        expect(await inbox.receive(incoming('again', intact))).toMatchObject({ id: 'bad', duplicate: true });
        expect(await bodyOf('bad')).toBe(JSON.stringify(intact.payload));
        expect(await handleAll()).toEqual(['bad', 'successor']);
      },
    );

    it('is replaced by the same notification from quarantine', async () => {
      await inbox.receive(incoming('bad', intact));
      await opened.reopen(() => damageBody('bad'));
      expect(await handleAll()).toEqual([]);
      const body = Buffer.from(JSON.stringify(intact.payload));
      await inbox.quarantine({ id: 'q', path: '/', body, reasons: [], receivedAt: new Date(1) });
      expect(await inbox.acceptQuarantined(incoming('q', intact))).toMatchObject({
        id: 'bad',
        duplicate: true,
      });
      expect(await handleAll()).toEqual(['bad']);
    });

    it('is replaced if it is still JSON but a digit has changed', async () => {
      await inbox.receive(incoming('bad', intact));
      await opened.reopen(changed((body) => Buffer.from(String(body).replaceAll('4000', '4001'))));
      await inbox.receive(incoming('again', intact));
      expect(await bodyOf('bad')).toBe(JSON.stringify(intact.payload));
      expect(await handleAll()).toEqual(['bad']);
    });
  });

  it('notifications of an event type that is in the contract again are handled in order', async () => {
    for (const n of [1, 2, 3]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
    await opened.reopen(removeTransfers);
    for (let start = 0; start < 12; start += 1) {
      expect(await handleAll()).toEqual([]);
      await opened.reopen();
    }
    expect(await inbox.statistics()).toMatchObject({ pending: 3, dead: 0 });
    await opened.reopen(() => opened.rows.renameEventType('REMOVED_NOTIFICATION', 'TRANSFER_NOTIFICATION'));
    expect(await handleAll()).toEqual(['1', '2', '3']);
    expect(await inbox.statistics()).toMatchObject({ pending: 0, handled: 3, unreadable: 0 });
  });

  it('a notification of a removed event type is found by its subject', async () => {
    await inbox.receive(incoming('a', transfer(1)));
    await opened.reopen(async () => {
      await removeTransfers();
      await opened.rows.emptySearchIndex();
    });
    await handleAll();
    const filter = { eventType: 'REMOVED_NOTIFICATION', subject: transfer(1).payload.transferId };
    expect((await inbox.notifications(filter, { limit: 9 })).items).toHaveLength(1);
  });

  it('thousands of unreadable notifications do not stop the handling of others', async () => {
    const all = Array.from({ length: 3_000 }, (_, n) => inbox.receive(incoming(`bad ${n}`, transfer(n))));
    await Promise.all(all);
    await inbox.receive(incoming('good', prices()));
    await opened.reopen(removeTransfers);
    const handled = new Set<string>();
    for (let due = await inbox.nextDue(); due !== undefined; due = await inbox.nextDue()) {
      for (const id of await handleAll()) handled.add(id);
    }
    expect([...handled]).toEqual(['good']);
    expect(await inbox.statistics()).toMatchObject({ pending: 3_000, unreadable: 3_000 });
  });

  it('a notification that became unreadable before it was indexed is found by its id', async () => {
    await inbox.receive(incoming('bad', transfer(1)));
    await inbox.receive(incoming('good', transfer(2)));
    await opened.reopen(async () => {
      await damageBody('bad');
      await opened.rows.emptySearchIndex();
    });
    const found = async (text: string) =>
      (await inbox.notifications({ text }, { limit: 9 })).items.map(({ id }) => id);
    expect(await found('bad')).toEqual(['bad']);
    expect(await found(transfer(2).payload.transferId)).toEqual(['good']);
  });

  it('damaged reasons and observations do not hide others', async () => {
    for (const id of ['q1', 'q2'])
      await inbox.quarantine({ id, path: '/', body: Buffer.from('{'), reasons: [], receivedAt: new Date(1) });
    const observed = { pointer: '/status', kind: 'unknown-value', value: 'X' } as const;
    await inbox.receive({ ...incoming('a'), observations: [observed, { ...observed, value: 'Y' }] });
    await opened.reopen(async () => {
      await opened.rows.damageReasons('q1');
      await opened.rows.damageObservation('X');
    });
    const { items } = await inbox.quarantined({}, { limit: 9 });
    expect(items.map(({ id, reasons }) => [id, reasons.map(({ code }) => code)])).toEqual([
      ['q2', []],
      ['q1', ['unreadable']],
    ]);
    expect((await inbox.observations()).map(({ value }) => value).toSorted()).toEqual(['"X', 'Y']);
  });

  describe('a notification that is `handling` although no handler has it', () => {
    beforeEach(async () => {
      await inbox.receive(incoming('lost', transfer(1, 1)));
      await inbox.receive(incoming('successor', transfer(1, 2)));
      await opened.rows.markAsHandling('lost');
    });

    it('can be replayed', async () => {
      expect(await inbox.replay(['lost'])).toEqual(['lost']);
      expect(await handleAll()).toEqual(['lost', 'successor']);
    });

    it('can be discarded', async () => {
      expect(await inbox.discard(['lost'], 'never mind')).toEqual(['lost']);
      expect(await handleAll()).toEqual(['successor']);
    });
  });

  it('a notification that is being handled is neither replayed nor discarded', async () => {
    await inbox.receive(incoming('a'));
    await inbox.claim(1);
    expect(await inbox.replay(['a'])).toEqual([]);
    expect(await inbox.discard(['a'], 'never mind')).toEqual([]);
  });
});
