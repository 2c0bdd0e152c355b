import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Notification } from '@partner-webhooks/types';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fingerprint } from '../src/identity/fingerprint.ts';
import { occurredAt } from '../src/identity/subject.ts';
import { type Inbox, openSqliteInbox } from '../src/index.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { withoutThreads } from './threads.ts';
import { createSettableClock } from './virtual-clock.ts';

withoutThreads();

const WINDOW = 1_000;

const MIGRATIONS = new URL('../migrations/sqlite/', import.meta.url);

/** An inbox of an earlier version with what the test puts into it, opened by the present one. */
async function migrated(version: number, fill: (database: DatabaseSync) => void): Promise<Inbox> {
  const folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'inbox.db');
  const database = new DatabaseSync(file);
  for (const migration of readdirSync(MIGRATIONS).sort().slice(0, version))
    database.exec(readFileSync(new URL(migration, MIGRATIONS), 'utf8'));
  fill(database);
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
  const inbox = await openSqliteInbox({
    file,
    deduplicationWindow: WINDOW,
    quarantineCapacity: 0,
    clock: createSettableClock(10),
  });
  onTestFinished(() => inbox.close());
  return inbox;
}

/** Writes as the first version did. */
class FirstInbox {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  keep(id: string, notification: Notification, { state = 'pending', receivedAt = 0, line = id } = {}): void {
    const { eventType, payload } = notification;
    const insert = this.#database.prepare(
      `INSERT INTO notification
        (id, event_type, line, occurred_at, body, received_at, last_received_at, state, held_back, due_at)
      VALUES (?, ?, ?, ?, ?, ?, 0, ?, 0, 0)`,
    );
    const body = Buffer.from(JSON.stringify(payload));
    insert.run(id, eventType, line, occurredAt(notification) ?? null, body, receivedAt, state);
    this.keepFingerprint(id, notification, receivedAt);
  }

  /** What is left of a notification that has been removed. */
  keepFingerprint(id: string, notification: Notification, receivedAt = 0): void {
    const insert = this.#database.prepare('INSERT INTO fingerprint (hash, id, received_at) VALUES (?, ?, ?)');
    insert.run(Buffer.from(fingerprint(notification), 'hex'), id, receivedAt);
  }
}

describe('an inbox of the first version', () => {
  it('is migrated with everything in it', async () => {
    const inbox = await migrated(1, (database) => {
      const first = new FirstInbox(database);
      for (const [n, state] of ['pending', 'handling', 'handled', 'dead'].entries())
        first.keep(state, transfer(n), { state, receivedAt: n, line: `TRANSFER_NOTIFICATION:${n}` });
    });
    // The one that was being handled when the earlier version ended is pending again.
    expect(await inbox.statistics()).toMatchObject({ pending: 2, handling: 0, handled: 1, dead: 1 });
    const { items } = await inbox.notifications({ text: transfer(3).payload.transferId }, { limit: 9 });
    expect(items).toEqual([expect.objectContaining({ id: 'dead', subject: '3', replays: 0 })]);
    expect(await inbox.replay(['dead', 'handled'])).toHaveLength(2);
  });

  it.each([
    ['with a clock', transfer(1), WINDOW + 1, true],
    ['with a clock, unless it has been removed', transfer(2), WINDOW + 1, false],
    ['without a clock, within the window', prices(1), WINDOW, true],
    ['without a clock, after the window', prices(1), WINDOW + 1, false],
  ])('recognises what it has received %s', async (_what, notification, receivedAt, duplicate) => {
    const inbox = await migrated(1, (database) => {
      const first = new FirstInbox(database);
      first.keep('kept', transfer(1));
      first.keepFingerprint('removed', transfer(2));
      first.keep('prices', prices(1));
    });
    const again = incoming('again', notification, new Date(receivedAt));
    expect(await inbox.receive(again)).toMatchObject({ duplicate });
  });
});

it('a body of the first version that is no longer JSON does not keep the inbox closed', async () => {
  const inbox = await migrated(1, (database) => {
    const first = new FirstInbox(database);
    first.keep('bad', transfer(1));
    first.keep('good', transfer(2));
    database.exec(`UPDATE notification SET body = x'7b01' WHERE id = 'bad'`);
  });
  expect((await inbox.claim(9)).map(({ id }) => id)).toEqual(['good']);
  expect(await inbox.statistics()).toMatchObject({ unreadable: 1 });
});

describe('an inbox with attempts and deliveries', () => {
  it('keeps them, and the order of each subject', async () => {
    const inbox = await migrated(5, (database) => {
      const { eventType, payload } = transfer(1);
      const insert = database.prepare(
        `INSERT INTO notification
          (id, event_type, line, body, received_at, last_received_at, deliveries, state, held_back, due_at)
        VALUES (?, ?, 'TRANSFER_NOTIFICATION:1', ?, ?, 5, 2, ?, ?, 0)`,
      );
      for (const [n, [state, heldBack]] of (
        [
          ['handled', 0],
          ['pending', 0],
          ['pending', 1],
        ] as const
      ).entries())
        insert.run(`${n}`, eventType, Buffer.from(JSON.stringify(payload)), n, state, heldBack);
      database.exec(`
        INSERT INTO delivery VALUES (1, 2, 5);
        INSERT INTO attempt VALUES (1, 1, 'failed', 6, 7, 'Error: no'), (1, 2, 'handled', 8, 9, NULL);`);
    });
    expect(await inbox.notification('0')).toMatchObject({
      deliveryTimes: [new Date(0), new Date(5)],
      attemptHistory: [{ outcome: 'failed', error: 'Error: no' }, { outcome: 'handled' }],
    });
    const claimed = async () => (await inbox.claim(9)).map(({ id }) => id);
    expect(await claimed()).toEqual(['1']);
    await inbox.complete('1', { state: 'handled' });
    expect(await claimed()).toEqual(['2']);
    const { items } = await inbox.notifications({ text: transfer(1).payload.transferId }, { limit: 9 });
    expect(items).toHaveLength(3);
  });
});

describe('an inbox that took UUIDs in upper case for others', () => {
  const upper = '6F9619FF-8B86-D011-B42D-00C04FC964FF';
  const lower = upper.toLowerCase();
  /** An inbox of schema 7 with a row for each pair of a subject and a state, in the order of arrival. */
  const withRows = (rows: readonly (readonly [subject: string, state: string])[]) =>
    migrated(7, (database) => {
      const insert = database.prepare(
        `INSERT INTO notification
          (id, event_type, line, body, received_at, last_received_at, state, lined_up, held_back, due_at)
        VALUES (?, 'TRANSFER_NOTIFICATION', ?, ?, 0, 0, ?, ?, 0, 0)`,
      );
      for (const [n, [subject, state]] of rows.entries()) {
        const body = Buffer.from(JSON.stringify({ ...transfer(1).payload, transferId: subject }));
        const isQueued = state === 'pending' || state === 'handling' ? 1 : 0;
        insert.run(`${n}`, `TRANSFER_NOTIFICATION:${subject}`, body, state, isQueued);
      }
    });

  it('has one queue for both, in order of arrival', async () => {
    const inbox = await withRows([
      [upper, 'handled'],
      [lower, 'handling'],
      [upper, 'pending'],
      [lower, 'pending'],
    ]);
    const order: string[] = [];
    for (let claims = await inbox.claim(9); claims.length > 0; claims = await inbox.claim(9)) {
      expect(claims).toHaveLength(1);
      for (const { id } of claims) {
        order.push(id);
        await inbox.complete(id, { state: 'handled' });
      }
    }
    expect(order).toEqual(['1', '2', '3']);
  });

  it.each([upper, lower])('finds all of them by %s', async (subject) => {
    const inbox = await withRows([
      [upper, 'dead'],
      [lower, 'handled'],
      ['ABC', 'handled'],
      [`${upper}-1`, 'handled'],
    ]);
    const { items } = await inbox.notifications({ subject }, { limit: 9 });
    expect(items.map(({ id, subject }) => [id, subject])).toEqual([
      ['1', lower],
      ['0', lower],
    ]);
    const others = await inbox.notifications({}, { limit: 2 });
    expect(others.items.map(({ subject }) => subject)).toEqual([`${upper}-1`, 'ABC']);
  });
});

describe('an inbox whose quarantine had bodies and reasons alone', () => {
  it('has them all, in their order, with room for as many bytes as before', async () => {
    const body = (n: number) => Buffer.alloc(n, 0xff);
    const inbox = await migrated(7, (database) => {
      const insert = database.prepare(
        `INSERT INTO quarantine (seq, id, path, event_type, body, reasons, received_at) VALUES (?, ?, '/p', ?, ?, ?, ?)`,
      );
      const reasons = JSON.stringify([{ pointer: '', code: 'json', message: 'it is empty' }]);
      for (const n of [1, 2, 5])
        insert.run(n, `q${n}`, n === 2 ? 'RE_TOKEN_PRICES' : null, body(n), reasons, n);
    });
    const { items } = await inbox.quarantined({}, { limit: 9, oldestFirst: true });
    const reasons = [{ pointer: '', code: 'json', message: 'it is empty' }];
    expect(items).toEqual([
      { id: 'q1', path: '/p', reasons, receivedAt: new Date(1), bytes: 1 },
      { id: 'q2', path: '/p', eventType: 'RE_TOKEN_PRICES', reasons, receivedAt: new Date(2), bytes: 2 },
      { id: 'q5', path: '/p', reasons, receivedAt: new Date(5), bytes: 5 },
    ]);
    expect(Buffer.from((await inbox.quarantinedBody('q5'))?.body ?? [])).toEqual(body(5));
    await inbox.recordRevalidation('q5', { at: new Date(9), reasons: [] });
    expect(await inbox.quarantinedBody('q5')).toMatchObject({
      reasons,
      revalidations: [{ at: new Date(9) }],
    });
  });
});
