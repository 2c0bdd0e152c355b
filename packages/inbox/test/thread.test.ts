import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InboxUnavailableError } from '../src/index.ts';
import { incomingRow } from '../src/rows/incoming-row.ts';
import { startStoreThread } from '../src/sqlite/thread/start.ts';
import type { SharedCommit, Thread, ThreadOptions } from '../src/sqlite/thread/thread.ts';
import type { Store, StoreOptions } from '../src/sqlite/write/write-store.ts';
import type { FailingWorkerData } from './failing-worker.ts';
import { incoming, transfer } from './notifications.ts';

const FAILING = new URL('failing-worker.ts', import.meta.url);

/** Starts a thread that fails, and counts what it reports. */
async function startFailing(data: FailingWorkerData) {
  const failures: Error[] = [];
  const onFailure = (error: Error) => failures.push(error);
  const thread = await startStoreThread(data as unknown as StoreOptions, { onFailure, module: FAILING });
  return { thread, failures };
}

/** Starts a thread with a store in a folder of its own. */
async function startReal(thread: ThreadOptions = {}): Promise<Thread<Store>> {
  const folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const options = { file: join(folder, 'inbox.db'), deduplicationWindow: 0, quarantineCapacity: 1 };
  return startStoreThread(options, thread);
}

/** Everything that was waiting for the store, and what became of it. */
async function errorsOf(thread: Thread<Store>, calls: number): Promise<unknown[]> {
  const results = await Promise.allSettled(Array.from({ length: calls }, () => thread.call('check', 0)));
  return results.map((each) => (each.status === 'rejected' ? each.reason : each.status));
}

describe('the thread of the store', () => {
  it.each([
    ['throws', 'the store has failed: a fault'],
    ['exits', 'the store has failed: its thread ended with code 7'],
  ] as const)(
    'that %s fails every call that waits and every later one, and says so once',
    async (failure, message) => {
      const { thread, failures } = await startFailing({ failure, whenCalled: true });
      const unavailable = expect.objectContaining({ message: expect.stringContaining(message) });
      const errors = await errorsOf(thread, 600);
      expect(errors.every((error) => error instanceof InboxUnavailableError)).toBe(true);
      expect(new Set(errors)).toEqual(new Set([unavailable]));
      expect(await errorsOf(thread, 1)).toEqual([unavailable]);
      await thread.close();
      expect(failures).toEqual([unavailable]);
    },
  );

  it.each([
    ['throws', 'a fault'],
    ['exits', 'its thread ended with code 7'],
  ] as const)('that %s before it is ready fails the opening instead', async (failure, message) => {
    await expect(startFailing({ failure, whenCalled: false })).rejects.toThrow(message);
  });

  it('rolls back a call that fails half-way: the retry is not taken for a duplicate', async () => {
    const thread = await startReal();
    await thread.call('receive', incomingRow(incoming('a', transfer(1))));
    // Its fingerprint has been kept by the time its id turns out to be taken.
    const taken = incomingRow(incoming('a', transfer(2)));
    for (let tries = 0; tries < 2; tries += 1)
      await expect(thread.call('receive', taken)).rejects.toThrow(InboxUnavailableError);
    const again = incomingRow(incoming('b', transfer(2)));
    expect(await thread.call('receive', again)).toEqual({ id: 'b', duplicate: false });
    await thread.close();
  });

  it('commits calls that arrive together, at most 256 at a time', async () => {
    const commits: SharedCommit[] = [];
    const thread = await startReal({ onCommit: (commit) => commits.push(commit) });
    await Promise.all(Array.from({ length: 600 }, () => thread.call('check', 0)));
    expect(commits.map(({ calls, received }) => [calls, received])).toEqual([
      [256, 0],
      [256, 0],
      [88, 0],
    ]);
    await thread.close();
  });

  it('says of a commit how many notifications it received, duplicates included', async () => {
    const commits: SharedCommit[] = [];
    const thread = await startReal({ onCommit: (commit) => commits.push(commit) });
    await Promise.all([
      ...[1, 2, 2].map((n, index) => thread.call('receive', incomingRow(incoming(`${index}`, transfer(n))))),
      thread.call('claim', 9, 0),
    ]);
    await thread.call('check', 0);
    expect(commits.map(({ calls, received }) => [calls, received])).toEqual([
      [4, 3],
      [1, 0],
    ]);
    await thread.close();
  });

  it('commits together the calls that arrive one by one while it is busy', async () => {
    const commits: SharedCommit[] = [];
    const thread = await startReal({ onCommit: (commit) => commits.push(commit) });
    const calls: Promise<void>[] = [];
    for (let n = 0; n < 200; n += 1) {
      calls.push(thread.call('check', 0));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(calls);
    expect(commits.reduce((sum, { calls }) => sum + calls, 0)).toBe(200);
    // How many depends on timing: a wait for the disk lasts longer than a turn of the event loop.
    expect(commits.length).toBeLessThan(200);
    await thread.close();
  });

  it('reports no failure if it is closed', async () => {
    const failures: Error[] = [];
    const thread = await startReal({ onFailure: (error) => failures.push(error) });
    await thread.call('check', 0);
    await thread.close();
    expect(failures).toEqual([]);
  });

  it('runs every earlier call before it closes, and no later one', async () => {
    const thread = await startReal();
    const before = Array.from({ length: 600 }, () => thread.call('check', 0));
    const ended = Promise.all([thread.close(), thread.close()]);
    await expect(thread.call('check', 0)).rejects.toThrow(InboxUnavailableError);
    await expect(Promise.all(before)).resolves.toHaveLength(600);
    await ended;
  });
});
