import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { InboxUnavailableError } from '../src/index.ts';
import { BYTES_PER_COPY } from '../src/sqlite/file/checkpointer.ts';
import { LOG_BYTES } from '../src/sqlite/file/write-ahead-log.ts';
import { keepLogShort } from '../src/sqlite/keep-log-short.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** A keeper of a log of so many bytes, with threads that only record what is called. */
function keeperOf(bytes: number, { failingStarts = 0, failingCopies = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'inbox.db');
  writeFileSync(`${file}-wal`, '');
  truncateSync(`${file}-wal`, bytes);
  const clock = createVirtualClock();
  const calls: string[] = [];
  const record = (name: string) => async () => {
    calls.push(name);
    if (name === 'checkpoint' && calls.filter((each) => each === name).length <= failingCopies)
      throw new InboxUnavailableError('the disk is full');
    return true as never;
  };
  const keeper = keepLogShort({
    file,
    clock,
    start: async () => {
      calls.push('start');
      if (calls.filter((each) => each === 'start').length <= failingStarts)
        throw new Error('no more threads');
      return { call: record('checkpoint'), close: record('close') };
    },
    store: { call: record('finishCheckpoint') },
    onNotice: (sentence, level) => void calls.push(`${level}: ${sentence.replace(file, 'inbox.db')}`),
  });
  const callsMade = () => new Promise((resolve) => setImmediate(resolve));
  return {
    calls,
    close: keeper.close,
    commit: (count: number) => {
      keeper.onCommit({ calls: count });
      return callsMade();
    },
    second: () => {
      clock.advance();
      return callsMade();
    },
  };
}

const NOTICE = 'warn: the log of inbox.db cannot be copied into it: no more threads';

it('starts no checkpointer for a log that has too few pages to copy', async () => {
  const { calls, commit, second, close } = keeperOf(BYTES_PER_COPY);
  await commit(5_000);
  await second();
  await close();
  expect(calls).toEqual([]);
});

it('copies a longer log every 1,000 calls, by one checkpointer', async () => {
  const { calls, commit, close } = keeperOf(BYTES_PER_COPY + 1);
  await commit(999);
  expect(calls).toEqual([]);
  await commit(1);
  expect(calls).toEqual(['start', 'checkpoint', 'finishCheckpoint']);
  await commit(1_000);
  await close();
  expect(calls.slice(3)).toEqual(['checkpoint', 'finishCheckpoint', 'close']);
});

it('copies a log that is to be cut off every second, though nothing is written', async () => {
  const { calls, second, close } = keeperOf(LOG_BYTES + 1);
  await second();
  await second();
  await close();
  const copy = ['checkpoint', 'finishCheckpoint'];
  expect(calls).toEqual(['start', ...copy, ...copy, 'close']);
});

it('tries again if the checkpointer cannot be started, and says so once', async () => {
  const { calls, second } = keeperOf(LOG_BYTES + 1, { failingStarts: 2 });
  await second();
  await second();
  await second();
  expect(calls).toEqual(['start', NOTICE, 'start', 'start', 'checkpoint', 'finishCheckpoint']);
});

it('tries again if the log cannot be copied', async () => {
  const { calls, second } = keeperOf(LOG_BYTES + 1, { failingCopies: 1 });
  await second();
  await second();
  expect(calls).toEqual(['start', 'checkpoint', 'checkpoint', 'finishCheckpoint']);
});

it('does nothing after it was closed', async () => {
  const { calls, commit, second, close } = keeperOf(LOG_BYTES + 1);
  await close();
  await commit(5_000);
  await second();
  expect(calls).toEqual([]);
});
