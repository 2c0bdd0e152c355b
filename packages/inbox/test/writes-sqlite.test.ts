import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import {
  backUp,
  type Inbox,
  MigrationError,
  openSqliteInbox,
  StatementError,
  salvage,
} from '../src/index.ts';
import { openStore } from '../src/sqlite/write/write-store.ts';
import { incoming, order } from './notifications.ts';
import { openSqliteRows } from './sqlite-rows.ts';
import { migrationsOf } from './stores.ts';

// The statements of handlers on SQLite, in the thread of the store, where several outcomes share a transaction.

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'writes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'inbox.db');
}

async function opened(tables: string) {
  const path = newFile();
  const inbox = await openSqliteInbox({
    file: path,
    deduplicationWindow: 0,
    quarantineCapacity: 1,
    handlerMigrations: migrationsOf(tables) ?? [],
  });
  onTestFinished(() => inbox.close());
  return { inbox, file: path, rows: openSqliteRows(path) };
}

/** Completes all notifications at once, each with a statement. @returns what each call ended with. */
async function completeTogether(inbox: Inbox, statements: readonly string[]): Promise<unknown[]> {
  await Promise.all(statements.map((_, n) => inbox.receive(incoming(`n${n}`, order(n)))));
  await inbox.claim(statements.length);
  const ended = await Promise.allSettled(
    statements.map((sql, n) => {
      const writes = [inbox.prepareWrite(sql, [])];
      return inbox.complete(`n${n}`, { state: 'handled', effects: { writes } });
    }),
  );
  return ended.map((each) => (each.status === 'fulfilled' ? 'handled' : each.reason));
}

it('a statement that ends the transaction for all fails alone, and the others are committed', async () => {
  // A migration cannot make it; another program can.
  const { inbox, rows, file } = await opened('CREATE TABLE app_entry (n integer)');
  const other = new DatabaseSync(file);
  other.exec(`
    CREATE TRIGGER app_guard BEFORE INSERT ON app_entry WHEN new.n = 13
    BEGIN SELECT RAISE(ROLLBACK, 'thirteen'); END`);
  other.close();
  const ended = await completeTogether(
    inbox,
    [1, 2, 13, 4].map((n) => `INSERT INTO app_entry VALUES (${n})`),
  );
  expect(ended).toEqual(['handled', 'handled', expect.any(StatementError), 'handled']);
  expect(String(ended[2])).toBe('StatementError: a statement of the handler failed: thirteen');
  expect(await rows.ofHandlers('SELECT n FROM app_entry ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
  await inbox.complete('n2', { state: 'dead', error: 'thirteen' });
  expect(await inbox.statistics()).toMatchObject({ handled: 3, dead: 1, handling: 0 });
});

it('a statement that does not end in time is reported as a failure of the store, with the notification', async () => {
  const failures: string[] = [];
  const inbox = await openSqliteInbox({
    file: newFile(),
    deduplicationWindow: 0,
    quarantineCapacity: 1,
    handlerMigrations: migrationsOf('CREATE TABLE app_entry (n integer)') ?? [],
    statementLimitMs: 50,
    onFailure: ({ message }) => void failures.push(message),
  });
  onTestFinished(() => inbox.close());
  const numbers = (count: number) =>
    `WITH RECURSIVE x (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x LIMIT ${count}) `;
  expect(
    await completeTogether(inbox, [`${numbers(3_000_000)} INSERT INTO app_entry SELECT count(*) FROM x`]),
  ).toEqual(['handled']);
  expect(failures).toEqual(['a statement of the handler of notification n0 has not ended within 50 ms']);
  await inbox.read(`${numbers(3_000_000)} SELECT count(*) FROM x`, []);
  expect(failures[1]).toBe('a statement of a handler that reads has not ended within 50 ms');
});

it('a trigger that writes to the inbox is found out before it runs', async () => {
  const { inbox } = await opened(`
    CREATE TABLE app_entry (n integer);
    CREATE TRIGGER app_spy AFTER INSERT ON app_entry BEGIN DELETE FROM notification; END`);
  const [ended] = await completeTogether(inbox, ['INSERT INTO app_entry VALUES (1)']);
  expect(String(ended)).toBe(
    'StatementError: a statement of the handler failed: it writes to notification, which belongs to the inbox: ' +
      'expected a table whose name begins with app_ (by app_spy)',
  );
});

it('a handler that puts values into the text of its statements fills no memory', async () => {
  const { inbox, rows } = await opened('CREATE TABLE app_entry (n integer)');
  // More than are kept prepared.
  const count = 520;
  const ended = await completeTogether(
    inbox,
    Array.from({ length: count }, (_, n) => `INSERT INTO app_entry VALUES (${n})`),
  );
  expect(new Set(ended)).toEqual(new Set(['handled']));
  expect(await rows.ofHandlers('SELECT count(*) AS count FROM app_entry')).toEqual([{ count }]);
});

const FAULTY: readonly (readonly [what: string, sql: string, message: RegExp])[] = [
  ['wrong syntax', 'CREAT TABLE app_a (x)', /near "CREAT": syntax error/],
  ['another prefix', 'CREATE TABLE saving (x)', /it names saving: expected a name that begins with app_/],
  [
    'another prefix of an index',
    'CREATE TABLE app_a (x); CREATE INDEX i ON app_a (x)',
    /it names i: expected/,
  ],
  [
    'a table that loses its prefix',
    'CREATE TABLE app_a (x); ALTER TABLE app_a RENAME TO counter2',
    /it makes a name/,
  ],
  ['writing to the inbox', 'DELETE FROM notification', /it writes to notification/],
  ['altering the inbox', 'ALTER TABLE notification ADD COLUMN x', /it alters notification/],
  ['dropping of the inbox', 'DROP TABLE attempt', /attempt/],
  [
    'a trigger on the inbox',
    'CREATE TRIGGER app_t AFTER DELETE ON notification BEGIN SELECT 1; END',
    /about notification/,
  ],
  ['an index on the inbox', 'CREATE INDEX app_i ON notification (error)', /about notification/],
  [
    'a reference to the inbox',
    'CREATE TABLE app_a (x REFERENCES notification (seq))',
    /app_a refers to notification/,
  ],
  ['COMMIT', 'CREATE TABLE app_a (x); COMMIT', /begins or ends a transaction/],
  ['ROLLBACK', 'ROLLBACK', /expected no ROLLBACK/],
  ['ON CONFLICT ROLLBACK', 'CREATE TABLE app_a (x PRIMARY KEY ON CONFLICT ROLLBACK)', /expected no ROLLBACK/],
  ['a savepoint', 'RELEASE migrations', /begins or ends a transaction/],
  ['PRAGMA', 'PRAGMA user_version = 0', /does more than/],
  ['ATTACH', `ATTACH 'x.db' AS x`, /does more than/],
  ['a temporary table', 'CREATE TEMP TABLE app_a (x)', /does more than/],
];

it.each(FAULTY)('a migration with %s is not run, nor is any with it', async (_what, sql, message) => {
  const file = newFile();
  const options = { deduplicationWindow: 0, quarantineCapacity: 1, synchronous: 'OFF' } as const;
  const store = openStore({ file, ...options });
  onTestFinished(() => store.close());
  const tables = () => openSqliteRows(file).ofHandlers('SELECT name, sql FROM sqlite_schema ORDER BY name');
  const before = await tables();
  store.begin(['migrateHandlers']);
  const migrate = () =>
    store.migrateHandlers(
      [
        { number: 1, file: '0001-fine.sql', sql: 'CREATE TABLE app_fine (x)', checksum: '1' },
        { number: 2, file: '0002-faulty.sql', sql, checksum: '2' },
      ],
      0,
    );
  expect(migrate).toThrow(/^0002-faulty\.sql: /);
  expect(migrate).toThrow(message);
  store.commit();
  expect(await tables()).toEqual(before);
});

it('a faulty migration stops the start with its file', async () => {
  const opening = opened('CREAT TABLE app_a (x)');
  await expect(opening).rejects.toThrow(MigrationError);
  await expect(opening).rejects.toThrow('0001-test.sql: near "CREAT": syntax error');
});

it('a migration may do everything with tables of its own', async () => {
  const { inbox, rows } = await opened(`
    CREATE TABLE app_account (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE app_entry (id TEXT PRIMARY KEY, account INTEGER REFERENCES app_account (id)) STRICT, WITHOUT ROWID;
    CREATE INDEX app_entry_account ON app_entry (account);
    CREATE VIEW app_counts AS SELECT account, count(*) AS entries FROM app_entry GROUP BY account;
    CREATE VIRTUAL TABLE app_words USING fts5(word);
    CREATE TRIGGER app_entry_word AFTER INSERT ON app_entry BEGIN INSERT INTO app_words VALUES (new.id); END;
    INSERT INTO app_account (name) VALUES ('a;b');
    ALTER TABLE app_account ADD COLUMN note TEXT;
    ALTER TABLE app_account RENAME COLUMN note TO remark;
    CREATE TABLE app_old (x); ALTER TABLE app_old RENAME TO app_new; DROP TABLE app_new;`);
  const ended = await completeTogether(inbox, [
    `INSERT INTO app_entry SELECT value, app_account.id FROM json_each('["x", "y"]'), app_account WHERE name = 'a;b'`,
    `INSERT INTO app_entry VALUES ('z', 77)`,
  ]);
  expect(ended).toEqual(['handled', expect.any(StatementError)]);
  expect(String(ended[1])).toMatch(/FOREIGN KEY constraint failed/);
  expect(await rows.ofHandlers('SELECT * FROM app_counts')).toEqual([{ account: 1, entries: 2 }]);
  expect(await rows.ofHandlers(`SELECT word FROM app_words WHERE app_words MATCH 'y'`)).toEqual([
    { word: 'y' },
  ]);
});

it('a backup has the tables of the handlers, and what is salvaged has them too', async () => {
  const { inbox, file } = await opened(`
    CREATE TABLE app_entry (id TEXT PRIMARY KEY, "a name" INTEGER) STRICT;
    CREATE TABLE app_pair (a TEXT, b TEXT, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;
    CREATE INDEX app_entry_name ON app_entry ("a name");
    CREATE TRIGGER app_entry_pair AFTER INSERT ON app_entry BEGIN INSERT INTO app_pair VALUES (new.id, 'x'); END;`);
  await completeTogether(inbox, [
    `INSERT INTO app_entry VALUES ('a', 1)`,
    `INSERT INTO app_entry VALUES ('b', 2)`,
  ]);
  await inbox.close();
  backUp(file, `${file}.backup`);
  const salvaged = salvage(file, `${file}.salvaged`);
  expect(salvaged).toEqual({ notifications: 2, faults: [] });
  for (const copy of [`${file}.backup`, `${file}.salvaged`]) {
    const rows = openSqliteRows(copy);
    expect(await rows.ofHandlers('SELECT * FROM app_entry ORDER BY id')).toEqual([
      { id: 'a', 'a name': 1 },
      { id: 'b', 'a name': 2 },
    ]);
    expect(await rows.ofHandlers('SELECT * FROM app_pair')).toHaveLength(2);
    expect(
      await rows.ofHandlers(`SELECT name FROM sqlite_schema WHERE name LIKE 'app_entry%' ORDER BY name`),
    ).toHaveLength(3);
    expect(await rows.ofHandlers('SELECT number FROM app_migration')).toEqual([{ number: 1 }]);
  }
});
