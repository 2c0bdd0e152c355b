import { cpSync, existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { HANDLERS_OFF, receiverWithTen, sharedReceiverWithTen } from './receiver-with-ten.ts';
import { startProgram } from './started-program.ts';
import { countStored } from './stored-rows.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('a start', () => {
  const started = sharedReceiverWithTen();
  beforeAll(async () => expect(await started().receiver.stop()).toBe(0));

  it.each([
    ['is missing', (file: string) => rmSync(file)],
    ['is empty', (file: string) => truncateSync(file, 0)],
    [
      'has no tables',
      (file: string) => {
        rmSync(file);
        const database = new DatabaseSync(file);
        database.exec('PRAGMA journal_mode = WAL; CREATE TABLE a (b); DROP TABLE a');
        database.close();
      },
    ],
  ])('fails if the database %s that was an inbox, until the lock is removed', async (found, mishap) => {
    const folder = await temporaryFolder();
    cpSync(started().folder, folder, { recursive: true });
    const file = join(folder, 'data/inbox.db');
    mishap(file);
    const failed = startProgram(folder, HANDLERS_OFF);
    expect(await failed.exited).toBe(1);
    expect(failed.output()).toContain(
      `DATABASE_URL: the database ${file} ${found}, but has held an inbox before.`,
    );
    expect(failed.output()).toContain(`${file}.lock`);
    rmSync(`${file}.lock`);
    rmSync(file, { force: true });
    const begun = startProgram(folder, HANDLERS_OFF);
    await begun.started();
    expect(countStored(file)).toBe(0);
  });

  it('fails if only the log of an inbox is left', async () => {
    const { folder, receiver, file } = await receiverWithTen();
    receiver.child.kill('SIGKILL');
    await receiver.exited;
    rmSync(file);
    rmSync(`${file}.lock`);
    const failed = startProgram(folder, HANDLERS_OFF);
    expect(await failed.exited).toBe(1);
    expect(failed.output()).toContain(`is missing, but its log ${file}-wal is not`);
    expect(existsSync(`${file}-wal`)).toBe(true);
  });

  it.each([
    [
      'text',
      'no database at all, but long enough to be taken for one. '.repeat(40),
      'is damaged or no SQLite database',
    ],
    ['a header and nothing else', 'SQLite format 3\0', 'is damaged'],
  ])('says so if the database is %s', async (_name, content, message) => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/inbox.db'), content);
    const failed = startProgram(folder, HANDLERS_OFF);
    expect(await failed.exited).toBe(1);
    expect(failed.output()).toContain('The receiver did not start.\nDATABASE_URL: ');
    expect(failed.output()).toContain(message);
  });

  it('fails if the database belongs to another program', async () => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'data'));
    const database = new DatabaseSync(join(folder, 'data/inbox.db'));
    database.exec('CREATE TABLE customer (id)');
    database.close();
    const failed = startProgram(folder, HANDLERS_OFF);
    expect(await failed.exited).toBe(1);
    expect(failed.output()).toContain('is not an inbox');
  });
});
