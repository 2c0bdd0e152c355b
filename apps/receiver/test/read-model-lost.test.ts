import { copyFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { startProgram } from './started-program.ts';
import { knownSubjects, storedNotifications } from './stored-rows.ts';
import { temporaryFolder } from './temporary-folder.ts';

// The read model is in the file of the inbox. Whatever happens to that file, a notification counts as handled if and only if
// its effect is there. What else happens to the file is in file-lost.test.ts.

/** A receiver with the shipped handlers that has handled three notifications. */
async function receiverWithThree() {
  const folder = await temporaryFolder();
  const receiver = startProgram(folder);
  await receiver.started();
  for (let n = 0; n < 3; n += 1) expect(await receiver.send(n)).toBe(200);
  const file = join(folder, 'data/inbox.db');
  /** The subjects of the handled notifications, in alphabetical order. */
  const handled = () =>
    storedNotifications(file)
      .filter(({ state }) => state === 'handled')
      .map(({ payload }) => String(payload['transferId']))
      .toSorted();
  await vi.waitFor(() => expect(handled()).toHaveLength(3), 30_000);
  return { folder, receiver, file, handled };
}

const MISHAPS: readonly (readonly [name: string, mishap: (file: string) => void, message: RegExp])[] = [
  ['loses its log', (file) => rmSync(`${file}-wal`), /inbox\.db-wal was deleted/],
  ['has its log emptied', (file) => truncateSync(`${file}-wal`, 0), /inbox\.db-wal was truncated/],
  [
    'is replaced by a backup',
    (file) => {
      copyFileSync(`${file}.backup`, `${file}.new`);
      renameSync(`${file}.new`, file);
    },
    /inbox\.db was replaced/,
  ],
];

describe('while a receiver runs, the file with its read model', () => {
  it.each(MISHAPS)(
    '%s: the process ends with 1, and what is handled afterwards has its effect, and nothing else has',
    async (_name, mishap, message) => {
      const { folder, receiver, file, handled } = await receiverWithThree();
      const backup = new DatabaseSync(file, { readOnly: true });
      backup.exec(`VACUUM INTO '${file}.backup'`);
      backup.close();
      mishap(file);
      for (let n = 3; n < 8; n += 1) await receiver.send(n);
      expect(await receiver.exited).toBe(1);
      const failure = receiver.log().find(({ level }) => level === 60);
      expect(failure?.['msg']).toBe('the inbox has failed');
      expect((failure?.['err'] as Error | undefined)?.message).toMatch(message);

      // To restore a backup, as docs/operations.md describes it, the log of the replaced file is removed.
      if (message.source.includes('replaced'))
        for (const each of ['-wal', '-shm']) rmSync(file + each, { force: true });
      const next = startProgram(folder);
      await next.started();
      expect(await next.send(8)).toBe(200);
      await vi.waitFor(
        () => expect(storedNotifications(file).filter(({ state }) => state !== 'handled')).toEqual([]),
        30_000,
      );
      expect(handled().length).toBeGreaterThan(0);
      expect(knownSubjects(file)).toEqual(handled());
      expect(await next.stop()).toBe(0);
    },
  );

  it('is read by another program: the receiver continues', async () => {
    const { receiver, file, handled } = await receiverWithThree();
    for (let n = 3; n < 8; n += 1) {
      expect(await receiver.send(n)).toBe(200);
      expect(knownSubjects(file).length).toBeGreaterThanOrEqual(3);
    }
    await vi.waitFor(() => expect(handled()).toHaveLength(8), 30_000);
    expect(await receiver.stop()).toBe(0);
  });
});
