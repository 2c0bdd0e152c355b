import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { programArguments } from '../bundled-programs.ts';
import { inherited } from '../inherited-environment.ts';
import { storedNotifications } from '../stored-rows.ts';
import { beginImage, compileLibrary } from './synced-image.ts';

// The bound of docs/decisions/0020, on a file whose syncs are observed: what a loss of power may make the inbox forget.

const program = programArguments('observed-inbox');
const library = compileLibrary('When outcomes are synced');

// A tenth of a second is promised, on a machine that has time; this one has other tests to run.
const LIMIT_MS = 400;

/**
 * Runs a scenario in a process that loses its power in the end.
 *
 * @param path of the folder of the inbox, in the one whose syncs are observed.
 */
async function run(scenario: string, path = '.') {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'syncs-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  await mkdir(data);
  const image = beginImage(library ?? '', data, join(folder, 'image'));
  const args = [...program, join(data, path, 'inbox.db'), scenario];
  const printed = await new Promise<string>((resolve) =>
    execFile(process.execPath, args, { env: { ...inherited, ...image.environment } }, (_killed, stdout) =>
      resolve(stdout),
    ),
  );
  const spans = (name: string) =>
    [...printed.matchAll(new RegExp(`^${name} (.+) (.+)$`, 'gm'))].map(([, from, to]) => ({
      from: Number(from),
      to: Number(to),
    }));
  const syncs = image.syncs();
  const left = join(folder, 'left');
  image.restore(left);
  return {
    completed: spans('completed'),
    idle: spans('idle'),
    latenessMs: spans('late')[0]?.to ?? 0,
    syncedFiles: syncs.map(({ file }) => file),
    syncedAt: syncs.filter(({ file }) => file === 'inbox.db-wal').map(({ at }) => at),
    states: () => storedNotifications(join(left, 'inbox.db')).map(({ state }) => state),
    effects: () => column(join(left, 'read-model.db'), 'SELECT id FROM effect'),
  };
}

function column(file: string, sql: string): unknown[] {
  const database = new DatabaseSync(file);
  const values = database
    .prepare(sql)
    .all()
    .flatMap((row) => Object.values(row));
  database.close();
  return values;
}

describe.skipIf(!library)('what did not wait for the disk', () => {
  it.each([
    ['nothing follows it, each time', 'rests'],
    ['calls follow that have nothing to write', 'polls'],
    ['others follow that do not wait either', 'goes on'],
  ])('is synced about a tenth of a second later where %s', async (_what, scenario) => {
    const { completed, syncedAt, latenessMs, states } = await run(scenario);
    const waits = completed.map(({ from, to }) => {
      const synced = syncedAt.find((at) => at >= from) ?? Number.POSITIVE_INFINITY;
      return Math.max(0, synced - to);
    });
    console.log(
      `${scenario}: synced after ${waits.map((each) => each.toFixed(0)).join(', ')} ms; ` +
        `timers were ${latenessMs.toFixed(0)} ms late at the most`,
    );
    expect(waits.length).toBeGreaterThan(0);
    // The thread that syncs waits for its timer and for its turn on the disk, each as late as the machine makes it.
    expect(Math.max(...waits)).toBeLessThan(LIMIT_MS + 3 * latenessMs);
    expect(states()).toEqual(waits.map(() => 'handled'));
  });

  it('is synced by closing, also if another process reads', async () => {
    const { completed, states } = await run('closes');
    expect(completed).toHaveLength(5);
    expect(states()).toEqual(completed.map(() => 'handled'));
  });

  it('is synced once: an inbox that is only looked at syncs nothing', async () => {
    const { idle, syncedAt } = await run('idles');
    const [{ from, to } = { from: 0, to: 0 }] = idle;
    expect(to - from).toBeGreaterThan(500);
    expect(syncedAt.filter((at) => at > from && at < to)).toEqual([]);
  });

  it('is synced by the next process if the one that wrote it was killed', async () => {
    const { states, effects } = await run('opens what was not synced');
    expect(states()).toEqual(['handled']);
    expect(effects()).toEqual(['written']);
  });
});

it.skipIf(!library)('a folder that is made for the inbox is synced, and so are those above it', async () => {
  const { syncedFiles } = await run('opens', 'new/deeper');
  expect(syncedFiles).toEqual(expect.arrayContaining(['data', 'new', 'deeper', 'inbox.db-wal']));
});
