import { execFileSync } from 'node:child_process';
import { copyFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { HANDLERS_OFF, receiverWithTen, sendTen, sharedReceiverWithTen } from './receiver-with-ten.ts';
import { type StartedProgram, startProgram } from './started-program.ts';
import { countStored } from './stored-rows.ts';

/** What the line says that the process ended with. */
function failureOf({ log }: StartedProgram): string | undefined {
  const line = log().find(({ level, msg }) => level === 60 && msg === 'the inbox has failed');
  return (line?.['err'] as Error | undefined)?.message;
}

function backUp(file: string, target: string): void {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec(`VACUUM INTO '${target}'`);
  database.close();
}

/** What is done to the files of a receiver that runs, and what the log then says about it. */
const MISHAPS: readonly (readonly [name: string, (file: string) => void, message: RegExp])[] = [
  ['the data folder is deleted', (file) => rmSync(join(file, '..'), { recursive: true }), /was deleted/],
  [
    'the data folder is renamed',
    (file) => renameSync(join(file, '..'), `${file.slice(0, -14)}/other`),
    /was deleted/,
  ],
  ['the database is deleted', (file) => rmSync(file), /inbox\.db was deleted/],
  ['the log is deleted', (file) => rmSync(`${file}-wal`), /inbox\.db-wal was deleted/],
  ['the index of the log is deleted', (file) => rmSync(`${file}-shm`), /inbox\.db-shm was deleted/],
  [
    'the database and its companions are deleted, as before a restore',
    (file) => ['', '-wal', '-shm'].map((each) => rmSync(file + each)),
    /was deleted/,
  ],
  [
    'another file takes the place of the database',
    (file) => {
      backUp(file, `${file}.new`);
      renameSync(`${file}.new`, file);
    },
    /inbox\.db was replaced/,
  ],
  [
    'another file takes the place of the log',
    (file) => {
      copyFileSync(`${file}-wal`, `${file}.new`);
      renameSync(`${file}.new`, `${file}-wal`);
    },
    /inbox\.db-wal was replaced/,
  ],
  [
    'a backup is copied over the database',
    (file) => {
      backUp(file, `${file}.new`);
      copyFileSync(`${file}.new`, file);
    },
    /inbox\.db was (overwritten|truncated)/,
  ],
  ['the database is emptied', (file) => truncateSync(file, 0), /inbox\.db was truncated/],
  [
    'the database is cut in half',
    (file) => truncateSync(file, statSync(file).size / 2),
    /inbox\.db was truncated/,
  ],
  ['the log is emptied', (file) => truncateSync(`${file}-wal`, 0), /inbox\.db-wal was truncated/],
  [
    // What is behind the last frame, from before the log began again, can be cut without a loss.
    'the log is cut in its first frame',
    (file) => truncateSync(`${file}-wal`, 2_000),
    /inbox\.db-wal was truncated/,
  ],
  [
    'the database is filled with zeros',
    (file) => writeFileSync(file, Buffer.alloc(statSync(file).size)),
    /inbox\.db was/,
  ],
];

describe('a receiver that runs while', () => {
  it.each(MISHAPS)('%s acknowledges nothing more and ends with 1', async (_name, mishap, message) => {
    const { receiver, file } = await receiverWithTen();
    mishap(file);
    const status = await receiver.send(11);
    expect([0, 503]).toContain(status);
    expect(await receiver.exited).toBe(1);
    expect(failureOf(receiver)).toMatch(message);
  });

  it.each(MISHAPS.filter((_, index) => index % 4 === 0))(
    '%s ends with 1 within seconds though nothing arrives',
    async (_name, mishap, message) => {
      const { receiver, file } = await receiverWithTen();
      mishap(file);
      expect(await receiver.exited).toBe(1);
      expect(failureOf(receiver)).toMatch(message);
    },
  );

  it.each(['wal', 'shm'])(
    'its -%s is deleted has lost nothing that it acknowledged when it is started again',
    async (suffix) => {
      const { folder, receiver, file } = await receiverWithTen();
      rmSync(`${file}-${suffix}`);
      expect(await receiver.exited).toBe(1);
      const next = startProgram(folder, HANDLERS_OFF);
      await next.started();
      expect(countStored(file)).toBe(10);
    },
  );

  it('another file system is mounted over its folder ends with 1', async ({ skip }) => {
    const { receiver, file } = await receiverWithTen();
    const folder = join(file, '..');
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      skip('No file system can be mounted here (that takes root on Linux).');
    }
    expect(await receiver.exited).toBe(1);
    execFileSync('umount', [folder]);
  });
});

describe('a receiver that runs while', () => {
  const started = sharedReceiverWithTen();

  it.each([
    ['a shell reads it', (file: string) => void countStored(file)],
    ['a backup is made', (file: string) => backUp(file, `${file}.copy`)],
    [
      'another process copies its log and truncates it',
      (file: string) =>
        execFileSync(process.execPath, [
          '-e',
          `new (require('node:sqlite').DatabaseSync)(${JSON.stringify(file)}, { timeout: 10_000 })
             .exec('PRAGMA wal_checkpoint(TRUNCATE)')`,
        ]),
    ],
    [
      'another process vacuums it',
      (file: string) =>
        execFileSync(process.execPath, [
          '-e',
          `const database = new (require('node:sqlite').DatabaseSync)(${JSON.stringify(file)}, { timeout: 10_000 });
           database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')`,
        ]),
    ],
  ])('%s goes on', async (_name, deed) => {
    const { receiver, file } = started();
    const before = countStored(file);
    deed(file);
    await sendTen(receiver, before);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await receiver.send(before + 10)).toBe(200);
    expect((await receiver.get('/readyz')).status).toBe(200);
    expect(countStored(file)).toBe(before + 11);
  });

  it('all of this was done ends in good order', async () => {
    expect(await started().receiver.stop()).toBe(0);
  });
});
