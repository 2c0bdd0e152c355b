import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../src/sqlite/migrate.ts';
import { openDurability } from '../src/sqlite/write/durability.ts';

const NAMES = { 1: 'does not wait', 2: 'waits for the disk' } as const;

/** Runs transactions, and says of each whether its commit waits and how many pages it wrote. */
async function opened() {
  const folder = await mkdtemp(join(tmpdir(), 'durability-'));
  const file = join(folder, 'inbox.db');
  const database = new DatabaseSync(file);
  onTestFinished(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });
  database.exec('PRAGMA journal_mode = WAL');
  migrate(database);
  const clock = { time: 0 };
  const durability = openDurability(database, 'FULL', { monotonicMs: () => clock.time });
  const pagesInLog = () => Number(database.prepare('PRAGMA wal_checkpoint(NOOP)').get()?.['log']);
  const transaction = (methods: readonly string[], end: 'commits' | 'rolls back', sql = '') => {
    const before = pagesInLog();
    durability.beforeBegin(methods);
    const level = Number(database.prepare('PRAGMA synchronous').get()?.['synchronous']) as 1 | 2;
    database.exec(`BEGIN; ${sql}`);
    if (end === 'commits') durability.beforeCommit();
    database.exec(end === 'commits' ? 'COMMIT' : 'ROLLBACK');
    if (end === 'commits') durability.afterCommit();
    return { wait: NAMES[level], pages: pagesInLog() - before };
  };
  return {
    durability,
    clock,
    transaction,
    first: () => transaction(['claim'], 'commits'),
    commit: (...methods: string[]) => transaction(methods, 'commits').wait,
    pagesOf: (...methods: string[]) => transaction(methods, 'commits').pages,
    write: (...methods: string[]) => transaction(methods, 'commits', WRITE),
    rollBack: (...methods: string[]) => transaction(methods, 'rolls back', WRITE),
  };
}

// Something that a transaction may change.
const WRITE = `INSERT INTO counter (event_type, state, count) VALUES (hex(randomblob(8)), 'pending', 1);`;

describe('a commit', () => {
  it.each([
    ['receive'],
    ['quarantine'],
    ['acceptQuarantined'],
    ['replay'],
    ['discard'],
    ['removeOld'],
    ['check'],
    ['whenIdle'],
    ['sync'],
    ['complete', 'claim', 'receive'],
    ['something new'],
  ])('of %s waits for the disk', async (...methods) => {
    const { first, commit } = await opened();
    first();
    expect(commit('claim')).toBe('does not wait');
    expect(commit(...methods)).toBe('waits for the disk');
  });

  it.each([['claim'], ['complete'], ['complete', 'claim', 'nextDue'], ['writeSearchIndex']])(
    'of %s does not wait: after a loss of power it is done again',
    async (...methods) => {
      const { first, commit } = await opened();
      first();
      expect(commit(...methods)).toBe('does not wait');
    },
  );

  it('waits if none has waited for 100 ms', async () => {
    const { first, commit, clock } = await opened();
    first();
    const waitedAt: number[] = [];
    for (clock.time = 10; clock.time <= 1_000; clock.time += 30) {
      if (commit('complete', 'claim') === 'waits for the disk') waitedAt.push(clock.time);
    }
    expect(waitedAt).toEqual([100, 220, 340, 460, 580, 700, 820, 940]);
  });
});

describe('a commit that waits', () => {
  it('writes a page if one before it did not wait, each time: without a page nothing is synced', async () => {
    const { first, write, pagesOf } = await opened();
    first();
    for (let time = 0; time < 3; time += 1) {
      expect(write('complete')).toMatchObject({ wait: 'does not wait' });
      expect(pagesOf('sync')).toBe(1);
      expect(pagesOf('sync')).toBe(0);
    }
  });

  it('writes no page if the commits that did not wait changed nothing', async () => {
    const { first, pagesOf } = await opened();
    first();
    expect(pagesOf('nextDue', 'claim')).toBe(0);
    expect(pagesOf('sync')).toBe(0);
  });

  it('writes a page at the start: an earlier process may have been killed between writing and syncing', async () => {
    expect((await opened()).first()).toEqual({ wait: 'waits for the disk', pages: 1 });
  });

  it('writes a page if it waits only because none has waited for 100 ms', async () => {
    const { first, clock, write, pagesOf } = await opened();
    first();
    write('complete');
    clock.time = 99;
    expect(pagesOf('nextDue')).toBe(0);
    clock.time = 100;
    expect(pagesOf('nextDue')).toBe(1);
  });

  it('has synced nothing if it is rolled back', async () => {
    const { first, clock, write, rollBack, commit, durability } = await opened();
    first();
    write('complete');
    clock.time = 90;
    expect(rollBack('receive').wait).toBe('waits for the disk');
    expect(durability.syncDueIn()).toBe(10);
    clock.time = 100;
    expect(commit('claim')).toBe('waits for the disk');
    expect(durability.syncDueIn()).toBeUndefined();
  });
});

it('the next sync is due 100 ms after the first commit that did not wait, also if others follow', async () => {
  const { first, clock, write, durability } = await opened();
  first();
  expect(durability.syncDueIn()).toBeUndefined();
  clock.time = 30;
  write('complete');
  expect(durability.syncDueIn()).toBe(100);
  clock.time = 80;
  write('complete');
  expect(durability.syncDueIn()).toBe(50);
  clock.time = 95;
  write('receive');
  expect(durability.syncDueIn()).toBeUndefined();
});

// What may happen in a transaction, whether it changes something, how it ends, and how long after the one before it begins.
const transactions = fc.array(
  fc.record({
    methods: fc.array(
      fc.constantFrom(
        'claim',
        'complete',
        'nextDue',
        'writeSearchIndex',
        'finishCheckpoint',
        'receive',
        'replay',
        'check',
      ),
      { minLength: 1, maxLength: 3 },
    ),
    changes: fc.boolean(),
    end: fc.constantFrom('commits', 'commits', 'commits', 'rolls back'),
    pause: fc.integer({ min: 0, max: 120 }),
  } as const),
  { maxLength: 30 },
);

it('nothing committed stays unsynced beyond the next commit after 100 ms, in any sequence of transactions', async () => {
  const { clock, transaction, durability } = await opened();
  clock.time = 0;
  transaction(['claim'], 'commits');
  fc.assert(
    fc.property(transactions, (each) => {
      transaction(['sync'], 'commits');
      let unsyncedSince: number | undefined;
      for (const { methods, changes, end, pause } of each) {
        clock.time += pause;
        const { wait, pages } = transaction(methods, end, changes ? WRITE : '');
        const isSynced = wait === 'waits for the disk' && pages > 0 && end === 'commits';
        if (isSynced) unsyncedSince = undefined;
        else if (changes && end === 'commits') unsyncedSince ??= clock.time;
        const late = unsyncedSince !== undefined && clock.time - unsyncedSince >= 100;
        // It may be late only because the transactions that would have synced it were rolled back.
        if (end === 'commits') expect(late).toBe(false);
        // What was rolled back may have a sync come that need not, but none too late.
        if (unsyncedSince !== undefined)
          expect(durability.syncDueIn()).toBeLessThanOrEqual(Math.max(0, unsyncedSince + 100 - clock.time));
      }
    }),
    { numRuns: 200 },
  );
});
