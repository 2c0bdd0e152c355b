import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram, type StartedProgram, startProgram } from './started-program.ts';
import { countStored, openSnapshot } from './stored-rows.ts';
import { temporaryFolder } from './temporary-folder.ts';

const off = { HANDLERS: 'off', NODE_ENV: 'production' };

/** A receiver that has acknowledged ten notifications. */
async function receiverWithTen(folder?: string) {
  const cwd = folder ?? (await temporaryFolder());
  const receiver = (folder ? runProgram : startProgram)(cwd, off);
  await receiver.started();
  await sendTen(receiver, 0);
  return { folder: cwd, receiver, file: join(cwd, 'data/inbox.db') };
}

type Started = Awaited<ReturnType<typeof receiverWithTen>>;

async function sendTen(receiver: StartedProgram, from: number): Promise<void> {
  for (let n = from; n < from + 10; n += 1) expect(await receiver.send(n)).toBe(200);
}

/** One that all tests of a group use. @returns it, once the tests run. */
function sharedReceiverWithTen(): () => Started {
  const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
  let started: Started;
  beforeAll(async () => {
    started = await receiverWithTen(folder);
  });
  afterAll(async () => {
    await started.receiver.stop('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  return () => started;
}

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
      const next = startProgram(folder, off);
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
    const failed = startProgram(folder, off);
    expect(await failed.exited).toBe(1);
    expect(failed.output()).toContain(
      `DATABASE_URL: the database ${file} ${found}, but has held an inbox before.`,
    );
    expect(failed.output()).toContain(`${file}.lock`);
    rmSync(`${file}.lock`);
    rmSync(file, { force: true });
    const begun = startProgram(folder, off);
    await begun.started();
    expect(countStored(file)).toBe(0);
  });

  it('fails if only the log of an inbox is left', async () => {
    const { folder, receiver, file } = await receiverWithTen();
    receiver.child.kill('SIGKILL');
    await receiver.exited;
    rmSync(file);
    rmSync(`${file}.lock`);
    const failed = startProgram(folder, off);
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
    const failed = startProgram(folder, off);
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
    const failed = startProgram(folder, off);
    expect(await failed.exited).toBe(1);
    expect(failed.output()).toContain('is not an inbox');
  });
});

describe('a second receiver on the same file does not start, and the first one continues,', () => {
  const started = sharedReceiverWithTen();

  it.each([
    [
      'by a symbolic link to the file',
      ({ file, folder }: { file: string; folder: string }) => {
        symlinkSync(file, join(folder, 'link.db'));
        return 'file:./link.db';
      },
    ],
    [
      'by a symbolic link to the folder',
      ({ file, folder }: { file: string; folder: string }) => {
        symlinkSync(join(file, '..'), join(folder, 'linked'));
        return 'file:./linked/inbox.db';
      },
    ],
    [
      'after the lock was removed',
      ({ file }: { file: string; folder: string }) => {
        rmSync(`${file}.lock`);
        return 'file:./data/inbox.db';
      },
    ],
    [
      'by a hard link',
      ({ file, folder }: { file: string; folder: string }) => {
        linkSync(file, join(folder, 'hard.db'));
        return 'file:./hard.db';
      },
    ],
  ])('%s', { timeout: 60_000 }, async (_name, deed) => {
    const { folder, receiver, file } = started();
    const before = countStored(file);
    const url = deed({ file, folder });
    const second = startProgram(folder, { ...off, DATABASE_URL: url });
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/in use by another process|another process has the database .* open/);
    await sendTen(receiver, before);
    expect(countStored(file)).toBe(before + 10);
  });

  it('which ends in good order afterwards', async () => {
    expect(await started().receiver.stop()).toBe(0);
  });
});

it('an open reader does not prevent a receiver from restarting', async () => {
  const { folder, receiver, file } = await receiverWithTen();
  const reader = openSnapshot(file);
  expect(await receiver.stop()).toBe(0);
  const next = startProgram(folder, off);
  await next.started();
  expect(await next.send(10)).toBe(200);
  reader.close();
});

it.each(['0000', '0022'])(
  'every file that the receiver makes is for its owner alone with umask %s',
  async (umask) => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'data'), { mode: 0o777 });
    const wrapped = ['sh', '-c', `umask ${umask}; exec "$@"`, 'sh'];
    const receiver = startProgram(folder, {}, { wrapped });
    await receiver.started();
    expect(await receiver.send(1)).toBe(200);
    const modes = () =>
      ['inbox.db', 'inbox.db-wal', 'inbox.db-shm', 'inbox.db.lock'].map((name) => [
        name,
        (statSync(join(folder, 'data', name)).mode & 0o777).toString(8),
      ]);
    expect(modes().filter(([, mode]) => mode !== '600')).toEqual([]);
    // Those of an earlier version, which the whole machine could read.
    receiver.child.kill('SIGKILL');
    await receiver.exited;
    execFileSync('chmod', ['-R', 'a+rw', join(folder, 'data')]);
    const next = startProgram(folder, {});
    await next.started();
    expect(modes().filter(([, mode]) => mode !== '600')).toEqual([]);
  },
);
