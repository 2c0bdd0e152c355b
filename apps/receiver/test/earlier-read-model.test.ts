import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openServices } from '../src/handlers/services.ts';
import { openHandlerTables } from './handler-tables.ts';

// Until the read model moved into the inbox, it had a file of its own. This is what earlier versions made of it.
const SCHEMA = `
  CREATE TABLE last_known (
    event_type TEXT NOT NULL, subject TEXT NOT NULL, status TEXT, occurred_at INTEGER, reported_by TEXT, payload TEXT,
    rejected_by TEXT, rejection TEXT, PRIMARY KEY (event_type, subject)) STRICT;
  CREATE TABLE label_update (customer TEXT PRIMARY KEY, received_at INTEGER NOT NULL) STRICT;
  CREATE TABLE token_price (
    notification TEXT PRIMARY KEY, received_at INTEGER NOT NULL, regular REAL NOT NULL, premium REAL NOT NULL) STRICT;`;

const UPPER = '6F9619FF-8B86-D011-B42D-00C04FC964FF';
const LOWER = UPPER.toLowerCase();
const YEAR = 31_556_952_000_000_000n;

async function opened(fill: (database: DatabaseSync) => void) {
  const { inbox, folder, close } = await openHandlerTables();
  onTestFinished(close);
  const file = join(folder, 'read-model.db');
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = WAL; ${SCHEMA}`);
  fill(database);
  database.close();
  const logged: object[] = [];
  const log = { info: (fields: object) => void logged.push(fields) };
  const open = (areHandlersOn = true) => openServices({ inbox, folder, log, areHandlersOn, onFailure() {} });
  return { open, file, logged };
}

it('a file of an earlier version is copied once, and keeps what it has under another name', async () => {
  const { open, file, logged } = await opened((database) => {
    const insert = database.prepare(
      `INSERT INTO last_known VALUES ('TRANSFER_NOTIFICATION', ?, ?, ?, ?, ?, ?, ?)`,
    );
    insert.run('a', 'PROCESSED', 55n * YEAR, '1', '{"n":1}', '2', '{"n":2}');
    insert.run('b', null, null, null, null, '3', '{"n":3}');
    database.exec(`INSERT INTO label_update VALUES ('a', 1000)`);
    database.exec(`INSERT INTO token_price VALUES ('n1', 1000, 1.5, 2), ('n2', 2000, 1.6, 2.5)`);
  });
  for (const _start of [1, 2]) {
    const { lastKnown, labelUpdates, tokenPrices } = await open();
    const known = (subject: string) => lastKnown.of('TRANSFER_NOTIFICATION', subject);
    expect(await known('a')).toEqual({ status: 'PROCESSED', payload: { n: 1 }, rejection: { n: 2 } });
    expect(await known('b')).toEqual({ rejection: { n: 3 } });
    expect(await labelUpdates.of('a')).toEqual(new Date(1_000));
    expect(await tokenPrices.latest()).toEqual({ regularToken: 1.6, premiumToken: 2.5 });
  }
  expect(logged).toEqual([{ rows: 5, file }]);
  expect([existsSync(file), existsSync(`${file}.copied`)]).toEqual([false, true]);
});

it.each([
  ['the newer report in capitals', 2n, 1n, 'IN CAPITALS'],
  ['the older report in capitals', 1n, 2n, 'in small letters'],
])(
  'of two spellings of a UUID the newer one is copied, under the names of early versions too: %s',
  async (_what, inCapitals, inSmall, newer) => {
    const { open } = await opened((database) => {
      const insert = database.prepare(
        `INSERT INTO last_known VALUES ('TRANSFER_NOTIFICATION', ?, ?, ?, ?, '{}', ?, ?)`,
      );
      insert.run(UPPER, 'IN CAPITALS', 55n * YEAR + inCapitals, '1', '3', '{"n":3}');
      insert.run(LOWER, 'in small letters', 55n * YEAR + inSmall, '2', '4', '{"n":4}');
      database.exec('ALTER TABLE last_known RENAME COLUMN rejected_by TO refused_by');
      database.exec('ALTER TABLE last_known RENAME COLUMN rejection TO refusal');
      database.exec(`INSERT INTO label_update VALUES ('${UPPER}', 2000), ('${LOWER}', 1000), ('ABC', 3000)`);
    });
    const { lastKnown, labelUpdates } = await open();
    expect(await lastKnown.of('TRANSFER_NOTIFICATION', UPPER)).toEqual({
      status: newer,
      payload: {},
      rejection: { n: 4 },
    });
    expect(await labelUpdates.of(LOWER)).toEqual(new Date(2_000));
    expect(await labelUpdates.of('ABC')).toEqual(new Date(3_000));
  },
);

it('a receiver that calls no handlers leaves the file alone', async () => {
  const { open, file } = await opened(() => {});
  await open(false);
  expect(existsSync(file)).toBe(true);
});
