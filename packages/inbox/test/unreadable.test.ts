import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Change, Inbox } from '../src/index.ts';
import { incoming, order, prices, transfer } from './notifications.ts';
import { sameThreadInbox } from './same-thread.ts';

// What a program finds in its inbox need not be what it has written: an older program was started after a newer one, a
// webhook was removed, a disk flipped a bit. Whatever cannot be read stays alone with that.

let file: string;
let inbox: Inbox;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'unreadable-'));
  file = join(folder, 'inbox.db');
  inbox = open();
  onTestFinished(async () => {
    await inbox.close();
    await rm(folder, { recursive: true });
  });
});

const open = () =>
  sameThreadInbox({ file, deduplicationWindow: 0, quarantineCapacity: 9 }, { now: () => new Date(1_000) });

/** The inbox after a restart; in between something changes the file. */
async function restarted(sql = 'SELECT 1'): Promise<void> {
  await inbox.close();
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  inbox = open();
}

/** Handles all that can be handled. @returns the ids in the order of their handling. */
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

const DAMAGES: [what: string, sql: string][] = [
  ['has an event type that this program does not know', `event_type = 'REMOVED_NOTIFICATION'`],
  ['breaks off', `body = substr(body, 1, 20)`],
  [
    'has a control character in a text',
    `body = CAST(replace(CAST(body AS TEXT), 'UPDATED', 'UP' || x'01' || 'D') AS BLOB)`,
  ],
  ['is empty', `body = x''`],
  ['is all zeros', `body = zeroblob(length(body))`],
  ['is not UTF-8', `body = CAST(x'ff' || body AS BLOB)`],
];

describe.each(DAMAGES)('a stored notification that %s', (_what, damage) => {
  beforeEach(async () => {
    await inbox.receive(incoming('before', transfer(1, 1)));
    expect(await handleAll()).toEqual(['before']);
    await inbox.receive(incoming('bad', transfer(1, 2)));
    await inbox.receive(incoming('successor', transfer(1, 3)));
    for (let n = 0; n < 20; n += 1) await inbox.receive(incoming(`other ${n}`, order(n)));
    await restarted(`UPDATE notification SET ${damage} WHERE id = 'bad'`);
  });

  it('holds back only its own subject', async () => {
    const handled = await handleAll();
    expect(handled.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `other ${n}`).toSorted());
    expect(await inbox.statistics()).toMatchObject({ pending: 2, handling: 0, unreadable: 1 });
    expect(await inbox.nextDue()).toBeUndefined();
  });

  it('is visible with the reason, and costs no attempt however often it is tried', async () => {
    for (let start = 0; start < 12; start += 1) {
      await handleAll();
      await restarted();
    }
    await handleAll();
    const { items } = await inbox.notifications({ unreadable: true }, { limit: 10 });
    expect(items).toEqual([expect.objectContaining({ id: 'bad', state: 'pending', attempts: 0 })]);
    expect(items[0]?.unreadable).toMatch(
      /^(the contract of this program has no event type|the stored body is not JSON)/,
    );
    expect(await inbox.notification('bad')).toMatchObject({ attemptHistory: [] });
  });

  it('is told to those who follow the changes', async () => {
    const changes: Change[] = [];
    inbox.follow((change) => changes.push(change));
    await handleAll();
    expect(changes.filter(({ kind }) => kind === 'unreadable')).toEqual([
      expect.objectContaining({ id: 'bad', error: expect.stringMatching(/./) }),
    ]);
  });

  it('can be discarded, which lets its successor through', async () => {
    await handleAll();
    expect(await inbox.discard(['bad'], 'cannot be read')).toEqual(['bad']);
    expect(await handleAll()).toEqual(['successor']);
    expect(await inbox.statistics()).toMatchObject({ discarded: 1, unreadable: 0 });
    expect(await inbox.nextDue()).toBeUndefined();
    // It can be removed as well: its fingerprint is no obstacle.
    expect(await inbox.removeOld(new Date(2_000), 100)).toBe(23);
  });

  it('is set aside again when it is replayed', async () => {
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
  const damage = `UPDATE notification SET body = x'7b01' WHERE id = 'bad'`;
  const bodyOf = async (id: string) => Buffer.from((await inbox.notification(id))?.body ?? []).toString();

  it.each(['set aside', 'not looked at'])(
    'is replaced where the platform sends it again: %s',
    async (when) => {
      await inbox.receive(incoming('bad', intact));
      await inbox.receive(incoming('successor', transfer(1, 3)));
      await restarted(damage);
      if (when === 'set aside') expect(await handleAll()).toEqual([]);
      expect(await inbox.receive(incoming('again', intact))).toMatchObject({ id: 'bad', duplicate: true });
      expect(await bodyOf('bad')).toBe(JSON.stringify(intact.payload));
      expect(await handleAll()).toEqual(['bad', 'successor']);
    },
  );

  it('is replaced by one that comes out of quarantine', async () => {
    await inbox.receive(incoming('bad', intact));
    await restarted(damage);
    expect(await handleAll()).toEqual([]);
    const body = Buffer.from(JSON.stringify(intact.payload));
    await inbox.quarantine({ id: 'q', path: '/', body, reasons: [], receivedAt: new Date(1) });
    expect(await inbox.acceptQuarantined(incoming('q', intact))).toMatchObject({
      id: 'bad',
      duplicate: true,
    });
    expect(await handleAll()).toEqual(['bad']);
  });

  it('is replaced although it is JSON: a digit has changed', async () => {
    await inbox.receive(incoming('bad', intact));
    await restarted(
      `UPDATE notification SET body = CAST(replace(CAST(body AS TEXT), '4000', '4001') AS BLOB)`,
    );
    await inbox.receive(incoming('again', intact));
    expect(await bodyOf('bad')).toBe(JSON.stringify(intact.payload));
    expect(await handleAll()).toEqual(['bad']);
  });
});

it('of an event type that is back is handled, and its successors after it', async () => {
  for (const n of [1, 2, 3]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
  await restarted(`UPDATE notification SET event_type = 'REMOVED_NOTIFICATION'`);
  for (let start = 0; start < 12; start += 1) {
    expect(await handleAll()).toEqual([]);
    await restarted();
  }
  expect(await inbox.statistics()).toMatchObject({ pending: 3, dead: 0 });
  await restarted(`UPDATE notification SET event_type = 'TRANSFER_NOTIFICATION'`);
  expect(await handleAll()).toEqual(['1', '2', '3']);
  expect(await inbox.statistics()).toMatchObject({ pending: 0, handled: 3, unreadable: 0 });
});

it('of a removed event type is found by its subject', async () => {
  await inbox.receive(incoming('a', transfer(1)));
  await restarted(
    `UPDATE notification SET event_type = 'REMOVED_NOTIFICATION', ordering_key = replace(ordering_key, 'TRANSFER', 'REMOVED');
    INSERT INTO search_index (search_index) VALUES ('delete-all')`,
  );
  await handleAll();
  const filter = { eventType: 'REMOVED_NOTIFICATION', subject: transfer(1).payload.transferId };
  expect((await inbox.notifications(filter, { limit: 9 })).items).toHaveLength(1);
});

it('thousands of them at once keep nothing else from being handled', async () => {
  const all = Array.from({ length: 3_000 }, (_, n) => inbox.receive(incoming(`bad ${n}`, transfer(n))));
  await Promise.all(all);
  await inbox.receive(incoming('good', prices()));
  await restarted(`UPDATE notification SET event_type = 'REMOVED_NOTIFICATION' WHERE id <> 'good'`);
  const handled = new Set<string>();
  for (let due = await inbox.nextDue(); due !== undefined; due = await inbox.nextDue()) {
    for (const id of await handleAll()) handled.add(id);
  }
  expect([...handled]).toEqual(['good']);
  expect(await inbox.statistics()).toMatchObject({ pending: 3_000, unreadable: 3_000 });
});

it('that has not been added to the search index keeps the inbox from nothing: it is found by its id', async () => {
  await inbox.receive(incoming('bad', transfer(1)));
  await inbox.receive(incoming('good', transfer(2)));
  await restarted(
    `UPDATE notification SET body = x'7b01' WHERE id = 'bad'; INSERT INTO search_index (search_index) VALUES ('delete-all')`,
  );
  const found = async (text: string) =>
    (await inbox.notifications({ text }, { limit: 9 })).items.map(({ id }) => id);
  expect(await found('bad')).toEqual(['bad']);
  expect(await found(transfer(2).payload.transferId)).toEqual(['good']);
});

it('reasons and observations that were damaged keep no others from being seen', async () => {
  for (const id of ['q1', 'q2'])
    await inbox.quarantine({ id, path: '/', body: Buffer.from('{'), reasons: [], receivedAt: new Date(1) });
  const observed = { pointer: '/status', kind: 'unknown-value', value: 'X' } as const;
  await inbox.receive({ ...incoming('a'), observations: [observed, { ...observed, value: 'Y' }] });
  await restarted(`
    UPDATE quarantine SET reasons = '[{"poin' WHERE id = 'q1';
    UPDATE observation SET value = '"X' WHERE value = '"X"'`);
  const { items } = await inbox.quarantined({}, { limit: 9 });
  expect(items.map(({ id, reasons }) => [id, reasons.map(({ code }) => code)])).toEqual([
    ['q2', []],
    ['q1', ['unreadable']],
  ]);
  expect((await inbox.observations()).map(({ value }) => value).toSorted()).toEqual(['"X', 'Y']);
});

describe('a notification that is `handling` without a handler', () => {
  beforeEach(async () => {
    await inbox.receive(incoming('lost', transfer(1, 1)));
    await inbox.receive(incoming('successor', transfer(1, 2)));
    const database = new DatabaseSync(file);
    database.exec(
      `UPDATE notification SET state = 'handling', queued = 1, attempts = 1, claimed_at = 1 WHERE id = 'lost'`,
    );
    database.close();
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

it('a notification that a handler has is neither replayed nor discarded', async () => {
  await inbox.receive(incoming('a'));
  await inbox.claim(1);
  expect(await inbox.replay(['a'])).toEqual([]);
  expect(await inbox.discard(['a'], 'never mind')).toEqual([]);
});
