import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteBodies, type StoredBodies, type StoredItem } from '../src/index.ts';
import { openPostgresBodies } from '../src/postgres/index.ts';
import { leafWith, overwrite, ZEROS } from './damaged-file.ts';
import { incoming, transfer } from './notifications.ts';
import { openedInbox } from './opened-inbox.ts';
import { openedFor, openPostgres, sharedPostgres } from './stores.ts';
import { withoutThreads } from './threads.ts';

// Reading all bodies of a store beside a running receiver.

async function openedSqlite() {
  const { inbox, file } = await openedInbox();
  const bodies = openSqliteBodies(file);
  onTestFinished(() => bodies.close());
  return { inbox, file, bodies };
}

async function openedPostgres() {
  const { connection } = await sharedPostgres();
  const { inbox } = await openedFor(openPostgres);
  const bodies = await openPostgresBodies(connection);
  onTestFinished(() => bodies.close());
  return { inbox, bodies };
}

async function itemsOf(bodies: StoredBodies, since?: Date): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  // A store may give the bytes as a Buffer.
  for await (const item of bodies.items(since))
    items.push(item.kind === 'unreadable' ? item : { ...item, body: new Uint8Array(item.body) });
  return items;
}

const label = (item: StoredItem) => (item.kind === 'unreadable' ? item.kind : item.id);
const time = (minute: number) => new Date(Date.UTC(2025, 0, 1, 0, minute));

const rejected = { method: 'POST', path: '/transfer-notification', reasons: [] };

describe.each([
  ['SQLite', openedSqlite],
  ['PostgreSQL', openedPostgres],
] as const)('on %s', (_, opened) => {
  withoutThreads();

  it('gives notifications in the order of arrival, then rejected bodies with what is needed to read them', async () => {
    const { inbox, bodies } = await opened();
    await inbox.receive(incoming('b', transfer(1)));
    await inbox.receive(incoming('a', transfer(2)));
    const body = Buffer.from([1, 2, 3]);
    await inbox.quarantine({
      ...rejected,
      id: 'whole',
      eventType: 'TRANSFER_NOTIFICATION',
      contentType: 'text/plain',
      contentEncoding: 'gzip',
      body,
      receivedAt: time(1),
    });
    const incomplete = { readBytes: 3, sha256: 'ab'.repeat(32) };
    await inbox.quarantine({ ...rejected, id: 'cut', body, incomplete, receivedAt: time(2) });
    expect(await bodies.count()).toBe(4);
    expect(await itemsOf(bodies)).toEqual([
      {
        kind: 'notification',
        id: 'b',
        eventType: 'TRANSFER_NOTIFICATION',
        state: 'pending',
        body: new Uint8Array(incoming('', transfer(1)).body),
      },
      expect.objectContaining({ kind: 'notification', id: 'a' }),
      {
        kind: 'quarantined',
        id: 'whole',
        path: '/transfer-notification',
        eventType: 'TRANSFER_NOTIFICATION',
        contentType: 'text/plain',
        contentEncoding: 'gzip',
        isIncomplete: false,
        body: new Uint8Array(body),
      },
      {
        kind: 'quarantined',
        id: 'cut',
        path: '/transfer-notification',
        isIncomplete: true,
        body: new Uint8Array(body),
      },
    ]);
  });

  it('leaves out what was received before a time', async () => {
    const { inbox, bodies } = await opened();
    for (const minute of [1, 2, 3]) {
      await inbox.receive(incoming(`n${minute}`, transfer(minute), time(minute)));
      await inbox.quarantine({
        ...rejected,
        id: `q${minute}`,
        body: Buffer.from('{}'),
        receivedAt: time(minute),
      });
    }
    const since = async (date: Date) => (await itemsOf(bodies, date)).map(label);
    expect(await since(time(0))).toEqual(['n1', 'n2', 'n3', 'q1', 'q2', 'q3']);
    expect(await since(time(2))).toEqual(['n2', 'n3', 'q2', 'q3']);
    expect(await since(time(4))).toEqual([]);
    expect(await bodies.count(time(4))).toBeLessThanOrEqual(6);
  });

  it('leaves out what comes in while they are read, and is not disturbed by what is removed', async () => {
    const { inbox, bodies } = await opened();
    for (const n of [1, 2, 3]) await inbox.receive(incoming(`n${n}`, transfer(n)));
    const found: string[] = [];
    for await (const item of bodies.items()) {
      found.push(label(item));
      await inbox.receive(incoming(`later-${found.length}`, transfer(100 + found.length)));
      if (found.length > 1) continue;
      await inbox.discard(['n2'], 'a test');
      await inbox.removeOld(time(999_999), 99);
    }
    // It may have been read together with the first one.
    expect(found.filter((id) => id !== 'n2')).toEqual(['n1', 'n3']);
  });

  it('gives many', async () => {
    const { inbox, bodies } = await opened();
    const ids = Array.from({ length: 120 }, (_, n) => `n${n}`);
    for (const [n, id] of ids.entries()) await inbox.receive(incoming(id, transfer(n)));
    expect((await itemsOf(bodies)).map(label)).toEqual(ids);
  });
});

it('on SQLite never blocks writing, nor the checkpoint that shortens the log', async () => {
  const { inbox, file, bodies } = await openedSqlite();
  for (let n = 0; n < 20; n += 1) await inbox.receive(incoming(`n${n}`, transfer(n)));
  const writer = new DatabaseSync(file, { timeout: 0 });
  let read = 0;
  for await (const _ of bodies.items()) {
    read += 1;
    writer.exec('BEGIN IMMEDIATE; UPDATE heartbeat SET at = at; COMMIT');
    // It fails with `busy` while anybody reads.
    expect(writer.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).toMatchObject({ busy: 0 });
    expect(statSync(`${file}-wal`).size).toBe(0);
  }
  writer.close();
  expect(read).toBe(20);
});

it('names what cannot be read of a damaged file, and gives the rest', async () => {
  const { inbox, file } = await openedInbox();
  for (let n = 0; n < 100; n += 1) await inbox.receive(incoming(`notification-${n}`, transfer(n)));
  await inbox.close();
  overwrite(file, leafWith(file, 'notification-50'), ZEROS);
  const bodies = openSqliteBodies(file);
  const items = await itemsOf(bodies);
  await bodies.close();
  expect(items.filter(({ kind }) => kind === 'unreadable')).toEqual([
    {
      kind: 'unreadable',
      place: expect.stringMatching(/^notification after seq \d+$/),
      reason: expect.stringContaining('malformed'),
    },
  ]);
  const labels = items.map(label);
  expect(labels).toContain('notification-0');
  expect(labels).toContain('notification-99');
  expect(labels).not.toContain('notification-50');
});
