import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Database, DatabaseError, openDatabase } from '../src/index.ts';

const SCHEMA = 'CREATE TABLE IF NOT EXISTS number (value INTEGER PRIMARY KEY CHECK (value <> 13)) STRICT';
const INSERT = 'INSERT INTO number (value) VALUES (?)';
const COUNT = 'SELECT count(*) AS count FROM number';

async function folderFor(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'database-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function opened(): Promise<{ database: Database; file: string }> {
  const file = join(await folderFor(), 'read-model.db');
  const database = await openDatabase(file);
  onTestFinished(() => database.close());
  await database.exec(SCHEMA);
  return { database, file };
}

describe('a database for handlers', () => {
  it('has committed a statement when its promise resolves', async () => {
    const { database, file } = await opened();
    expect(await database.run(INSERT, 1)).toBe(1);
    const other = new DatabaseSync(file, { readOnly: true });
    expect(other.prepare('SELECT value FROM number').all()).toEqual([{ value: 1 }]);
    other.close();
  });

  it('runs statements in order of arrival, and each sees what those before it have written', async () => {
    const { database } = await opened();
    const counts = await Promise.all(
      Array.from({ length: 600 }, async (_, n) => {
        const writing = database.run(INSERT, n + 100);
        const found = await database.get(COUNT);
        await writing;
        return found?.['count'];
      }),
    );
    expect(counts).toEqual(Array.from({ length: 600 }, (_, n) => n + 1));
  });

  it('commits the other statements of the transaction if one fails', async () => {
    const { database, file } = await opened();
    await database.run(INSERT, 7);
    const statements: Promise<unknown>[] = [
      database.run(INSERT, 1),
      database.run(INSERT, 13),
      database.run(INSERT, 7),
      database.run('INSERT INTO number (value) SELECT value + 6 FROM number'),
      database.run('INSERT INTO nothing VALUES (1)'),
      database.run('not a statement'),
      database.run(INSERT, 'text'),
      database.run(INSERT, 2, 3),
      database.get('SELECT abs(-9223372036854775807 - 1)'),
      database.get('SELECT 9007199254740993'),
      database.run(INSERT, undefined as never),
      database.run(INSERT, Symbol('hostile') as never),
      database.run(INSERT, (() => {}) as never),
      database.get('SELECT ?', {} as never),
      database.run(INSERT, 2n ** 70n),
      database.run((() => INSERT) as never, 5),
      database.exec(Symbol('hostile') as never),
      database.run('ROLLBACK TO nowhere'),
      database.run(INSERT, 2),
    ];
    const results = await Promise.allSettled(statements);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      ...Array(17).fill('rejected'),
      'fulfilled',
    ]);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      expect(result.reason).toBeInstanceOf(DatabaseError);
      expect(result.reason.message).toContain(file);
    }
    expect(await database.get('SELECT group_concat(value) AS all_of_them FROM number')).toEqual({
      all_of_them: '1,2,7',
    });
  });

  it('runs a script as a whole, or nothing of it', async () => {
    const { database } = await opened();
    const results = await Promise.allSettled([
      database.run(INSERT, 1),
      database.exec(
        'INSERT INTO number VALUES (2); INSERT INTO number VALUES (13); INSERT INTO number VALUES (3)',
      ),
      database.exec('INSERT INTO number VALUES (4); INSERT INTO number VALUES (5)'),
      database.exec('BEGIN; INSERT INTO number VALUES (6); COMMIT'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(await database.get('SELECT group_concat(value) AS found FROM number')).toEqual({ found: '1,4,5' });
  });

  it.each([['COMMIT'], ['ROLLBACK']])(
    'fails every statement of a transaction that one of them ends by %s, and takes the next ones',
    async (end) => {
      const { database } = await opened();
      const results = await Promise.allSettled([database.run(INSERT, 1), database.run(end)]);
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await database.run(INSERT, 2);
      expect(await database.get('SELECT 1 AS found FROM number WHERE value = 2')).toEqual({ found: 1 });
    },
  );

  it('fails every statement of a transaction that cannot begin, and runs the next ones', async () => {
    const { database, file } = await opened();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const results = await Promise.allSettled([database.run(INSERT, 1), database.run(INSERT, 2)]);
    expect(results).toEqual(
      Array(2).fill({ status: 'rejected', reason: new DatabaseError(`${file}: database is locked`) }),
    );
    other.exec('COMMIT');
    other.close();
    await database.run(INSERT, 3);
    expect(await database.get(COUNT)).toEqual({ count: 1 });
  });

  it('runs every earlier statement before it closes, and rejects later ones', async () => {
    const { database, file } = await opened();
    const writing = Array.from({ length: 300 }, (_, n) => database.run(INSERT, n + 100));
    const closing = Promise.all([database.close(), database.close()]);
    await expect(database.run(INSERT, 1)).rejects.toThrow('the database is closed');
    await closing;
    expect(await Promise.all(writing)).toHaveLength(300);
    const other = new DatabaseSync(file);
    expect(other.prepare(COUNT).get()).toEqual({ count: 300 });
    other.close();
  });

  it('returns integers, texts, blobs and nulls unchanged', async () => {
    const { database } = await opened();
    const row = await database.get(
      'SELECT ? AS a, ? AS b, ? AS c, ? AS d',
      5,
      'text',
      null,
      new Uint8Array([1]),
    );
    expect(row).toEqual({ a: 5, b: 'text', c: null, d: new Uint8Array([1]) });
    expect(await database.get('SELECT 1 WHERE ? = 0', 9_007_199_254_740_993n)).toBeUndefined();
  });

  it('makes its files readable for its own user alone, also if they were readable for others', async () => {
    const file = join(await folderFor(), 'read-model.db');
    execFileSync('sh', ['-c', 'umask 022; touch "$0"; chmod 644 "$0"', file]);
    const database = await openDatabase(file);
    await database.exec(SCHEMA);
    for (const name of [file, `${file}-wal`, `${file}-shm`])
      expect([name, ((await stat(name)).mode & 0o777).toString(8)]).toEqual([name, '600']);
    await database.close();
  });

  it.each([
    ['a folder that does not exist', (folder: string) => join(folder, 'nowhere', 'read-model.db')],
    ['a folder', (folder: string) => folder],
  ])('is not opened at %s, and the process can end by itself', async (_what, fileIn) => {
    const folder = await folderFor();
    const file = JSON.stringify(fileIn(folder));
    const program = join(folder, 'program.mjs');
    const text = `
      import { openDatabase } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url))};
      await openDatabase(${file}).catch(({ message }) => console.log(message));`;
    await writeFile(program, text);
    const said = execFileSync(process.execPath, ['--conditions=source', program], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(said).toMatch(/^(ENOENT|EISDIR): /);
  });
});
