import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDurability } from '../src/sqlite/durability.ts';
import { migrate } from '../src/sqlite/migrate.ts';

const NAMES = { 1: 'does not wait', 2: 'waits for the disk' } as const;

/** Says of transactions, by what is called in each, whether their commit waits. */
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
  const durability = openDurability(database, 'FULL', () => clock.time);
  // The first one always waits.
  durability.decide(['claim']);
  const pagesInLog = () => Number(database.prepare('PRAGMA wal_checkpoint(NOOP)').get()?.['log']);
  const commit = (...methods: string[]) => {
    durability.decide(methods);
    return NAMES[Number(database.prepare('PRAGMA synchronous').get()?.['synchronous']) as 1 | 2];
  };
  return { durability, commit, clock, pagesInLog };
}

describe('a commit', () => {
  it.each([
    ['receive'],
    ['quarantine'],
    ['release'],
    ['replay'],
    ['discard'],
    ['removeOld'],
    ['check'],
    ['rest'],
    ['settle', 'claim', 'receive'],
    ['something new'],
  ])('of %s waits for the disk', async (...methods) => {
    const { commit } = await opened();
    expect(commit('claim')).toBe('does not wait');
    expect(commit(...methods)).toBe('waits for the disk');
  });

  it.each([['claim'], ['settle'], ['settle', 'claim', 'nextDue'], ['writeWords']])(
    'of %s does not, which at the worst is done again',
    async (...methods) => {
      const { commit } = await opened();
      expect(commit(...methods)).toBe('does not wait');
    },
  );

  it('waits for those before it where none has waited for a tenth of a second', async () => {
    const { commit, clock } = await opened();
    const waitedAt: number[] = [];
    for (clock.time = 10; clock.time <= 1_000; clock.time += 30) {
      if (commit('settle', 'claim') === 'waits for the disk') waitedAt.push(clock.time);
    }
    expect(waitedAt).toEqual([100, 220, 340, 460, 580, 700, 820, 940]);
  });
});

it('a moment of rest writes something, so that there is a commit to wait for, where there was one that did not', async () => {
  const { durability, commit, pagesInLog } = await opened();
  const rest = () => {
    const before = pagesInLog();
    expect(commit('rest')).toBe('waits for the disk');
    durability.rest();
    return pagesInLog() - before;
  };
  expect(rest()).toBe(0);
  commit('settle');
  expect(rest()).toBe(1);
  expect(rest()).toBe(0);
});
