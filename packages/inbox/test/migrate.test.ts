import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteInbox } from '../src/index.ts';
import { transfer } from './notifications.ts';

it('an inbox of the first version is brought up to date with all that is in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'inbox.db');
  const first = new DatabaseSync(file);
  first.exec(readFileSync(new URL('../migrations/sqlite/0001-inbox.sql', import.meta.url), 'utf8'));
  const insert = first.prepare(
    `INSERT INTO notification
      (id, event_type, line, body, received_at, last_received_at, state, held_back, due_at)
    VALUES (?, 'TRANSFER_NOTIFICATION', ?, ?, ?, 0, ?, 0, 0)`,
  );
  for (const [n, state] of ['pending', 'handling', 'handled', 'dead'].entries()) {
    const { payload } = transfer(n);
    insert.run(state, `TRANSFER_NOTIFICATION:${n}`, Buffer.from(JSON.stringify(payload)), n, state);
  }
  first.exec('PRAGMA user_version = 1');
  first.close();

  const inbox = await openSqliteInbox({
    file,
    deduplicationWindow: 0,
    quarantineCapacity: 0,
    now: () => new Date(10),
  });
  onTestFinished(() => inbox.close());
  // What was being handled when the earlier version ended waits again.
  expect(await inbox.statistics()).toMatchObject({ pending: 2, handling: 0, handled: 1, dead: 1 });
  const { items } = await inbox.notifications({ text: transfer(3).payload.transferId }, { limit: 9 });
  expect(items).toEqual([expect.objectContaining({ id: 'dead', subject: '3', replays: 0 })]);
  expect(await inbox.replay(['dead', 'handled'])).toHaveLength(2);
});
