import { describe, expect, it } from 'vitest';
import type { JobRecord } from '../src/index.ts';
import { openedFor, STORES } from './stores.ts';

describe.each(STORES)('a job on %s', (store, open) => {
  it('is saved with its progress, can be cancelled while it runs, and is remembered', async () => {
    const { inbox } = await openedFor(open);
    expect(await inbox.saveJob(job(1))).toBe(false);
    expect(await inbox.cancelJob('job-1')).toBe(true);
    expect(await inbox.cancelJob('job-2')).toBe(false);
    expect(await inbox.saveJob({ ...job(1), details: { done: 5, filter: { text: '\u0000' } } })).toBe(true);
    await inbox.saveJob(job(2));
    const ended: JobRecord = { ...job(1), state: 'cancelled', updatedAt: new Date(9), details: { done: 6 } };
    await inbox.saveJob(ended);
    expect(await inbox.jobs()).toEqual([job(2), ended]);
    expect(await inbox.cancelJob('job-1')).toBe(false);
  });

  it('starts only while no other one runs, unless that has lost its process', async () => {
    const { inbox } = await openedFor(open);
    const start = (n: number, lostBefore: number) => inbox.startJob(job(n), new Date(lostBefore));
    // A server takes them in any order.
    const started = await Promise.all([start(1, 0), start(2, 0), start(3, 0)]);
    expect(started.filter(Boolean)).toHaveLength(1);
    expect(await start(4, 1)).toBe(false);
    expect(await start(5, 4)).toBe(true);
    await inbox.saveJob({ ...job(5), state: 'done' });
    expect(await start(6, 4)).toBe(true);
    const first = `job-${started.indexOf(true) + 1}`;
    expect((await inbox.jobs()).map(({ id }) => id)).toEqual(['job-6', 'job-5', first]);
  });

  it('is forgotten when a hundred others have followed', async () => {
    const { inbox } = await openedFor(open);
    for (let n = 0; n < 102; n += 1) await inbox.saveJob(job(n));
    const ids = (await inbox.jobs()).map(({ id }) => id);
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([100, 'job-101', 'job-2']);
  });

  it('of a process that has ended is interrupted; other processes may still run theirs', async () => {
    const { inbox, reopen } = await openedFor(open);
    await inbox.saveJob(job(1));
    await reopen();
    // On PostgreSQL it may be that of another process: the caller has to look at the time.
    expect((await inbox.jobs())[0]?.state).toBe(store === 'SQLite' ? 'interrupted' : 'running');
  });
});

function job(n: number): JobRecord {
  return { id: `job-${n}`, state: 'running', createdAt: new Date(n), updatedAt: new Date(n), details: { n } };
}
