import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Notification } from '@partner-webhooks/types';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fingerprint } from '../src/fingerprint.ts';
import { type Inbox, openSqliteInbox } from '../src/index.ts';
import { occurredAt } from '../src/subject.ts';
import { prices, receipt, transfer } from './notifications.ts';

const WINDOW = 1_000;

/** An inbox of the first version with what the test puts into it, opened by the present one. */
async function broughtUpToDate(fill: (first: FirstInbox) => void): Promise<Inbox> {
  const folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'inbox.db');
  const database = new DatabaseSync(file);
  database.exec(readFileSync(new URL('../migrations/sqlite/0001-inbox.sql', import.meta.url), 'utf8'));
  fill(new FirstInbox(database));
  database.exec('PRAGMA user_version = 1');
  database.close();
  const inbox = await openSqliteInbox({
    file,
    deduplicationWindow: WINDOW,
    quarantineCapacity: 0,
    now: () => new Date(10),
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
  it('is brought up to date with all that is in it', async () => {
    const inbox = await broughtUpToDate((first) => {
      for (const [n, state] of ['pending', 'handling', 'handled', 'dead'].entries())
        first.keep(state, transfer(n), { state, receivedAt: n, line: `TRANSFER_NOTIFICATION:${n}` });
    });
    // What was being handled when the earlier version ended waits again.
    expect(await inbox.statistics()).toMatchObject({ pending: 2, handling: 0, handled: 1, dead: 1 });
    const { items } = await inbox.notifications({ text: transfer(3).payload.transferId }, { limit: 9 });
    expect(items).toEqual([expect.objectContaining({ id: 'dead', subject: '3', replays: 0 })]);
    expect(await inbox.replay(['dead', 'handled'])).toHaveLength(2);
  });

  it.each([
    ['with a clock', transfer(1), WINDOW + 1, true],
    ['with a clock, and has been removed', transfer(2), WINDOW + 1, true],
    ['without a clock, within the window', prices(1), WINDOW, true],
    ['without a clock, after the window', prices(1), WINDOW + 1, false],
  ])('still knows what it has received %s', async (_what, notification, receivedAt, duplicate) => {
    const inbox = await broughtUpToDate((first) => {
      first.keep('kept', transfer(1));
      first.keepFingerprint('removed', transfer(2));
      first.keep('prices', prices(1));
    });
    const again = receipt('again', notification, new Date(receivedAt));
    expect(await inbox.receive(again)).toMatchObject({ duplicate });
  });
});
