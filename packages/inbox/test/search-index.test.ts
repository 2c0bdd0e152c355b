import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteInbox } from '../src/index.ts';
import { incomingRow } from '../src/rows/incoming-row.ts';
import { openStore } from '../src/sqlite/write/write-store.ts';
import { incoming, transfer } from './notifications.ts';

/** A store in this thread, and how many notifications can be found by their search text. */
async function opened() {
  const folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const options = { file: join(folder, 'inbox.db'), deduplicationWindow: 0, quarantineCapacity: 1 };
  const store = openStore(options);
  const reader = new DatabaseSync(options.file, { readOnly: true });
  const found = () =>
    Number(
      reader.prepare(`SELECT count(*) AS n FROM search_index WHERE search_index MATCH '"updated"'`).get()?.[
        'n'
      ],
    );
  const close = () => {
    reader.close();
    store.close();
  };
  let received = 0;
  const receive = (count: number) => {
    for (let n = 0; n < count; n += 1) {
      received += 1;
      store.receive(incomingRow(incoming(`${received}`, transfer(received))));
    }
  };
  return { options, store, receive, found, close };
}

it('is written for 500 notifications, before a search, or when the store is idle', async () => {
  const { store, receive, found, close } = await opened();
  const commit = (work: () => void) => {
    store.begin([]);
    work();
    store.commit();
    return found();
  };
  expect(commit(() => receive(499))).toBe(0);
  expect(commit(() => receive(1))).toBe(500);
  expect(commit(() => receive(1))).toBe(500);
  expect(commit(() => store.writeSearchIndex())).toBe(501);
  expect(commit(() => receive(1))).toBe(501);
  expect(commit(() => store.whenIdle?.())).toBe(502);
  close();
});

it('has each notification once, also after rollbacks', async () => {
  const { store, receive, found, close } = await opened();
  store.begin([]);
  receive(2);
  store.commit();
  for (let tries = 0; tries < 2; tries += 1) {
    store.begin([]);
    receive(3);
    store.writeSearchIndex();
    store.rollback();
    expect(found()).toBe(0);
  }
  store.begin([]);
  receive(1);
  store.writeSearchIndex();
  store.writeSearchIndex();
  store.commit();
  expect(found()).toBe(3);
  close();
});

it('gets what an earlier process has not written, at the start', async () => {
  const { options, store, receive, close } = await opened();
  store.begin([]);
  receive(3);
  store.commit();
  close();
  const inbox = await openSqliteInbox(options);
  expect((await inbox.notifications({ text: 'updated' }, { limit: 9 })).items).toHaveLength(3);
  await inbox.close();
});

it('is written by the thread of the store when it is idle', async () => {
  const { options, close } = await opened();
  close();
  const inbox = await openSqliteInbox(options);
  onTestFinished(() => inbox.close());
  await inbox.receive(incoming('a', transfer(1)));
  const reader = new DatabaseSync(options.file, { readOnly: true });
  await expect
    .poll(() => reader.prepare(`SELECT count(*) AS n FROM search_index_docsize`).get()?.['n'], {
      timeout: 30_000,
    })
    .toBe(1);
  reader.close();
});
