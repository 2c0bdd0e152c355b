import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@partner-webhooks/test-postgres';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  type HandlerMigration,
  type Inbox,
  MigrationError,
  type OnNotice,
  openSqliteInbox,
  readHandlerMigrations,
} from '../src/index.ts';
import { openPostgresRows } from './postgres-rows.ts';
import { openSqliteRows } from './sqlite-rows.ts';
import { postgresInbox } from './stores.ts';
import { withoutThreads } from './threads.ts';

// The numbered migrations of the tables that handlers write.

withoutThreads();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

/** Writes files, and reads the migrations among them. */
async function migrationsOf(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<HandlerMigration[]> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return readHandlerMigrations(folder);
}

describe('a folder of migrations', () => {
  it('is read by number; other files and hidden ones are left alone', async () => {
    const found = await migrationsOf({
      '10-ten.sql': '',
      ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [`000${n}_table.SQL`, `-- ${n}`])),
      'README.md': '',
      '._0001-copy.sql': '',
    });
    expect(found.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(found.at(-1)?.file).toBe(join(folder, '10-ten.sql'));
  });

  it.each<[string, Record<string, string | Uint8Array>, RegExp]>([
    ['a gap', { '1-a.sql': '', '3-c.sql': '' }, /3-c\.sql has the number 3: expected 2, which no file has/],
    ['no first one', { '2-b.sql': '' }, /2-b\.sql has the number 2: expected 1/],
    [
      'a number twice',
      { '1-a.sql': '', '2-b.sql': '', '02-c.sql': '' },
      /(2-b|02-c)\.sql has the number of (2-b|02-c)\.sql: expected 3/,
    ],
    ['a name without a number', { 'savings.sql': '' }, /savings\.sql has no number: expected a name such as/],
    [
      'a file that is no text',
      { '1-a.sql': new Uint8Array([0xff, 0xfe]) },
      /1-a\.sql cannot be read as text in UTF-8/,
    ],
  ])('with %s is refused with the name of the file', async (_what, files, message) => {
    await expect(migrationsOf(files)).rejects.toThrow(MigrationError);
    await expect(migrationsOf(files)).rejects.toThrow(message);
  });

  it('that does not exist is refused', () => {
    expect(() => readHandlerMigrations(join(folder, 'nowhere'))).toThrow(
      /the folder .*nowhere cannot be read: ENOENT/,
    );
  });

  it('has the same checksums with other line ends, and after a byte order mark', async () => {
    const [unix] = await migrationsOf({ '1-a.sql': 'SELECT 1;\nSELECT 2;\n' });
    const [windows] = await migrationsOf({ '1-a.sql': '\ufeffSELECT 1;\r\nSELECT 2;\r\n' });
    const [other] = await migrationsOf({ '1-a.sql': 'SELECT 1;\nSELECT 3;\n' });
    expect(windows?.checksum).toBe(unix?.checksum);
    expect(other?.checksum).not.toBe(unix?.checksum);
  });
});

/** Opens inboxes with migrations, one after the other or at once, in one database. */
const STORES = ['SQLite', 'PostgreSQL'] as const;

async function database(store: (typeof STORES)[number]) {
  const notices: string[] = [];
  const onNotice: OnNotice = (sentence, level) => {
    if (sentence.includes('migrations')) notices.push(`${level}: ${sentence}`);
  };
  if (store === 'SQLite') {
    const file = join(folder, 'inbox.db');
    const open = (handlerMigrations: readonly HandlerMigration[]) =>
      openSqliteInbox({ file, deduplicationWindow: 0, quarantineCapacity: 1, handlerMigrations, onNotice });
    return { open, rows: openSqliteRows(file), notices };
  }
  const { url, drop } = await createDatabase();
  const rows = await openPostgresRows(url);
  onTestFinished(async () => {
    await rows.close();
    await drop();
  });
  const open = (handlerMigrations: readonly HandlerMigration[]) =>
    postgresInbox(url, { handlerMigrations, onNotice, poolSize: 4 });
  return { open, rows, notices };
}

describe.each(STORES)('on %s', (store) => {
  const FIRST = { '1-a.sql': 'CREATE TABLE app_a (n integer); INSERT INTO app_a VALUES (1);' };
  const SECOND = { '2-b.sql': 'ALTER TABLE app_a ADD COLUMN m integer; UPDATE app_a SET m = n + 1;' };

  it('migrations are run once, the new ones at a later start, and an old program starts beside a new one', async () => {
    const { open, rows, notices } = await database(store);
    const first = await migrationsOf(FIRST);
    const both = await migrationsOf(SECOND);
    for (const migrations of [first, first, both, both]) await (await open(migrations)).close();
    expect(await rows.ofHandlers('SELECT n, m FROM app_a')).toEqual([{ n: 1, m: 2 }]);
    expect(notices).toEqual([]);
    await (await open(first)).close();
    expect(notices).toEqual([
      'warn: a newer program has run 1 more migrations of handler tables than this one knows: update this one',
    ]);
    const recorded = await rows.ofHandlers('SELECT number, file FROM app_migration ORDER BY number');
    expect(recorded).toEqual([
      { number: 1, file: '1-a.sql' },
      { number: 2, file: '2-b.sql' },
    ]);
  });

  it('one that was changed after it had been run stops the start with its file, and nothing else is run', async () => {
    const { open, rows } = await database(store);
    await (await open(await migrationsOf(FIRST))).close();
    const changed = await migrationsOf({ '1-a.sql': `${FIRST['1-a.sql']} -- changed`, ...SECOND });
    await expect(open(changed)).rejects.toThrow(MigrationError);
    await expect(open(changed)).rejects.toThrow(/1-a\.sql was changed after it had been run: undo that/);
    expect(await rows.ofHandlers('SELECT * FROM app_a')).toEqual([{ n: 1 }]);
  });

  it('a faulty one undoes all that were run with it', async () => {
    const { open, rows } = await database(store);
    const migrations = await migrationsOf({
      ...FIRST,
      '2-b.sql': 'SELECT 1;\nCREAT TABLE app_b (n integer);',
    });
    await expect(open(migrations)).rejects.toThrow(
      /2-b\.sql.*: .*syntax error.*CREAT|2-b\.sql.*: near "CREAT"/,
    );
    await expect(rows.ofHandlers('SELECT * FROM app_a')).rejects.toThrow(/app_a/);
    await (await open(await migrationsOf({ '2-b.sql': SECOND['2-b.sql'] }))).close();
    expect(await rows.ofHandlers('SELECT n, m FROM app_a')).toEqual([{ n: 1, m: 2 }]);
  });
});

describe('on PostgreSQL', () => {
  it('of several programs that start at once, one runs them', async () => {
    const { open, rows } = await database('PostgreSQL');
    const migrations = await migrationsOf({
      '1-a.sql': 'CREATE TABLE app_a (n integer); INSERT INTO app_a VALUES (1);',
    });
    // Some wait for the lock while another one makes the schema.
    const inboxes: Inbox[] = await Promise.all(Array.from({ length: 4 }, () => open(migrations)));
    for (const inbox of inboxes) await inbox.close();
    expect(await rows.ofHandlers('SELECT n FROM app_a')).toEqual([{ n: 1 }]);
  });

  it.each([
    [
      'COMMIT',
      'CREATE TABLE app_a (n integer);\nCOMMIT;',
      /1-a\.sql: expected no COMMIT: all migrations share/,
    ],
    [
      'a table of the inbox',
      'DROP TABLE partner_webhooks.progress',
      /1-a\.sql: expected nothing about partner_webhooks/,
    ],
    [
      'a table of the inbox in a function',
      'CREATE FUNCTION app_f() RETURNS void LANGUAGE sql AS $$ DELETE FROM Partner_Webhooks.progress $$',
      /expected nothing about partner_webhooks/,
    ],
    [
      'an error',
      '-- ü\n\nCREATE TABLE app_a (n integer);\nINSERT INTO app_b VALUES (1);',
      /1-a\.sql line 4: relation "app_b" does not exist/,
    ],
    ['what cannot be in a transaction', 'VACUUM', /1-a\.sql: VACUUM cannot run inside a transaction block/],
  ])('%s in a migration stops the start', async (_what, sql, message) => {
    const { open } = await database('PostgreSQL');
    await expect(open(await migrationsOf({ '1-a.sql': sql }))).rejects.toThrow(message);
  });

  it('a migration may set what it likes, and make functions: nothing of it reaches the inbox', async () => {
    const { open, rows } = await database('PostgreSQL');
    const migrations = await migrationsOf({
      '1-a.sql': `
        SELECT set_config('search_path', 'pg_catalog', false);
        SET statement_timeout TO '61s';
        SET search_path TO partner_webhooks_app;
        CREATE TABLE app_a (n integer);
        CREATE FUNCTION app_add(integer) RETURNS void LANGUAGE plpgsql AS $body$
          BEGIN INSERT INTO app_a VALUES ($1); END $body$;`,
    });
    const inbox = await open(migrations);
    await inbox.write([inbox.prepareWrite('SELECT app_add($1)', [7])]);
    expect(await inbox.read('SELECT n FROM app_a', [])).toEqual([{ n: 7 }]);
    const [{ limit } = {}] = await inbox.read(`SELECT current_setting('statement_timeout') AS "limit"`, []);
    expect(limit).toMatch(/^\d+(ms|s|min)$/);
    expect(limit).not.toBe('61s');
    await inbox.check();
    await inbox.close();
    expect(await rows.ofHandlers('SELECT n FROM app_a')).toEqual([{ n: 7 }]);
  });
});
