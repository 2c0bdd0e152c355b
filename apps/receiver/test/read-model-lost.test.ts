import { renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startMain } from './started-main.ts';
import { knownSubjects, storedNotifications } from './stored-rows.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A receiver with the shipped handlers that has handled three notifications. */
async function receiverWithThree() {
  const folder = await temporaryFolder();
  const receiver = startMain(folder);
  await receiver.started();
  for (let n = 0; n < 3; n += 1) expect(await receiver.send(n)).toBe(200);
  const files = { inbox: join(folder, 'data/inbox.db'), readModel: join(folder, 'data/read-model.db') };
  /** The subjects of the handled notifications, oldest first. */
  const handled = () =>
    storedNotifications(files.inbox)
      .filter(({ state }) => state === 'handled')
      .map(({ payload }) => payload['transferId']);
  await vi.waitFor(() => expect(handled()).toHaveLength(3), 30_000);
  return { folder, receiver, ...files, handled };
}

const MISHAPS: readonly (readonly [name: string, (file: string) => void, message: RegExp])[] = [
  ['is deleted', (file) => rmSync(file), /read-model\.db was deleted/],
  [
    'is deleted with its companions',
    (file) => ['', '-wal', '-shm'].map((each) => rmSync(file + each)),
    /read-model\.db.* was deleted/,
  ],
  ['loses its log', (file) => rmSync(`${file}-wal`), /read-model\.db-wal was deleted/],
  [
    'is replaced',
    (file) => {
      writeFileSync(`${file}.new`, '');
      renameSync(`${file}.new`, file);
    },
    /read-model\.db was replaced/,
  ],
  ['is emptied', (file) => truncateSync(file, 0), /read-model\.db was truncated/],
  ['is cut in half', (file) => truncateSync(file, statSync(file).size / 2), /read-model\.db was truncated/],
  [
    'is filled with zeros',
    (file) => writeFileSync(file, Buffer.alloc(statSync(file).size)),
    /read-model\.db was overwritten/,
  ],
  ['has its log emptied', (file) => truncateSync(`${file}-wal`, 0), /read-model\.db-wal was truncated/],
];

describe('while a receiver runs, its read model', () => {
  it.each(MISHAPS)(
    '%s: the process ends with 1, and no lost effect counts as handled',
    { timeout: 90_000 },
    async (_name, mishap, message) => {
      const { folder, receiver, inbox, readModel, handled } = await receiverWithThree();
      mishap(readModel);
      const statuses = [];
      for (let n = 3; n < 8; n += 1) statuses.push(await receiver.send(n));
      expect(await receiver.exited).toBe(1);
      const failure = receiver
        .logged()
        .find(({ level, msg }) => level === 60 && msg === 'the read model has failed');
      expect((failure?.['err'] as Error | undefined)?.message).toMatch(message);

      // The way out of docs/operations.md, short of the replay: only what came afterwards has to be there.
      for (const suffix of ['', '-wal', '-shm']) rmSync(readModel + suffix, { force: true });
      const next = startMain(folder);
      await next.started();
      const acknowledged = statuses.filter((status) => status === 200).length;
      expect(storedNotifications(inbox).length).toBeGreaterThanOrEqual(3 + acknowledged);
      await vi.waitFor(
        () => expect(storedNotifications(inbox).filter(({ state }) => state !== 'handled')).toEqual([]),
        30_000,
      );
      const afterwards = handled().slice(3);
      expect(knownSubjects(readModel)).toEqual(afterwards);
      expect(await next.stop()).toBe(0);
    },
  );

  it.each(MISHAPS.slice(0, 5))(
    '%s: the process ends with 1 within seconds although nothing arrives',
    async (_name, mishap, message) => {
      const { receiver, readModel } = await receiverWithThree();
      mishap(readModel);
      expect(await receiver.exited).toBe(1);
      const failure = receiver.logged().find(({ msg }) => msg === 'the read model has failed');
      expect((failure?.['err'] as Error | undefined)?.message).toMatch(message);
    },
  );

  it('is read by another program: the receiver continues', async () => {
    const { receiver, readModel, handled } = await receiverWithThree();
    for (let n = 3; n < 8; n += 1) {
      expect(await receiver.send(n)).toBe(200);
      expect(knownSubjects(readModel).length).toBeGreaterThanOrEqual(3);
    }
    await vi.waitFor(() => expect(handled()).toHaveLength(8), 30_000);
    expect(await receiver.stop()).toBe(0);
  });
});
