import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { incomingRow } from '../src/rows/incoming-row.ts';
import { openCheckpointer } from '../src/sqlite/file/checkpointer.ts';
import { openStore } from '../src/sqlite/write/write-store.ts';
import { incoming, transfer } from './notifications.ts';
import { openedInbox } from './opened-inbox.ts';

/** How many pages are in the log of a database, and how many of them have been copied into it. */
function logOf(file: string): { log: number; checkpointed: number } {
  const database = new DatabaseSync(file);
  const found = database.prepare('PRAGMA wal_checkpoint(NOOP)').get();
  database.close();
  return { log: Number(found?.['log']), checkpointed: Number(found?.['checkpointed']) };
}

it('copies a long log while the store writes, and then the log restarts at its beginning', async () => {
  const { inbox, file } = await openedInbox();
  await inbox.close();
  const store = openStore({ file, deduplicationWindow: 0, quarantineCapacity: 1, synchronous: 'OFF' });
  const checkpointer = openCheckpointer({ file });
  let received = 0;
  const receiveMany = () => {
    store.begin([]);
    for (let n = 0; n < 100; n += 1) {
      received += 1;
      store.receive(incomingRow(incoming(`${received}`, transfer(received))));
    }
    store.commit();
  };
  const receiveUntil = (pages: number) => {
    while (logOf(file).log < pages) receiveMany();
  };

  receiveUntil(3_000);
  expect(checkpointer.checkpoint()).toBe(false);
  expect(logOf(file).checkpointed).toBe(0);

  receiveUntil(4_500);
  expect(checkpointer.checkpoint()).toBe(true);
  expect(logOf(file).checkpointed).toBeGreaterThanOrEqual(4_500);

  receiveUntil(5_000);
  store.begin([]);
  store.finishCheckpoint();
  store.commit();
  const { log, checkpointed } = logOf(file);
  expect(checkpointed).toBe(log);
  receiveMany();
  expect(logOf(file).log).toBeLessThan(1_000);
  checkpointer.close();
  store.close();
});

it('keeps the log short beside a busy inbox', async () => {
  const { inbox, file } = await openedInbox();
  const receiveMany = (from: number) =>
    Promise.all(
      Array.from({ length: 500 }, (_, n) => inbox.receive(incoming(`${from + n}`, transfer(from + n)))),
    );
  for (let received = 0; received < 24_000; received += 500) {
    await receiveMany(received);
    // A store that copied all of it itself would let it come to 16,000.
    expect(logOf(file).log).toBeLessThan(12_000);
  }
});
