import { describe, expect, it } from 'vitest';
import type { Inbox } from '../src/index.ts';
import { incoming, order, prices, transfer } from './notifications.ts';
import { openedFor, STORES } from './stores.ts';

const T = 'TRANSFER_NOTIFICATION';

describe.each(STORES)('pausing an event type on %s', (_store, open) => {
  it('keeps its notifications pending, and does not touch other event types', async () => {
    const { inbox } = await openedFor(open);
    await inbox.pause(T);
    await receive(inbox, 'a', transfer(1));
    await receive(inbox, 'b', prices());
    expect(await claimed(inbox)).toEqual(['b']);
    expect((await inbox.notification('a'))?.state).toBe('pending');
    expect(await inbox.nextDue()).toBeUndefined();
  });

  it('does not interrupt what is being handled, and its retry waits', async () => {
    const { inbox, clock } = await openedFor(open);
    await receive(inbox, 'a', transfer(1));
    await receive(inbox, 'b', transfer(2));
    expect(await claimed(inbox)).toEqual(['a', 'b']);
    await inbox.pause(T);
    await inbox.complete('a', { state: 'handled' });
    await inbox.complete('b', { state: 'pending', error: 'no', dueAt: new Date(clock.time + 1) });
    clock.time += 10;
    expect(await claimed(inbox)).toEqual([]);
    await inbox.resume(T);
    expect(await claimed(inbox)).toEqual(['b']);
  });

  it('tells what is paused, since when, by whom and why', async () => {
    const { inbox, clock } = await openedFor(open);
    const pausedAt = new Date(clock.time);
    const about = { pausedBy: 'alice', reason: 'the ledger is down \u0000' };
    expect(await inbox.pause(T, about)).toEqual({ eventType: T, pausedAt, ...about });
    clock.time += 1;
    expect(await inbox.pause(T, { pausedBy: 'bob' })).toEqual({ eventType: T, pausedAt, ...about });
    expect((await inbox.statistics()).pauses).toEqual([{ eventType: T, pausedAt, ...about }]);
    expect(await inbox.resume(T)).toBe(true);
    expect(await inbox.resume(T)).toBe(false);
    expect((await inbox.statistics()).pauses).toEqual([]);
  });

  it('survives the end of the process', async () => {
    const { inbox, reopen } = await openedFor(open);
    await receive(inbox, 'a', transfer(1));
    await inbox.pause(T);
    expect(await claimed(inbox)).toEqual([]);
    await reopen();
    expect(await claimed(inbox)).toEqual([]);
    expect((await inbox.statistics()).pauses).toHaveLength(1);
    await inbox.resume(T);
    await reopen();
    expect(await claimed(inbox)).toEqual(['a']);
  });

  it('keeps the order of a subject, also for what is replayed or discarded meanwhile', async () => {
    const { inbox, rows } = await openedFor(open);
    for (const [id, step] of ['a', 'b', 'c', 'd'].entries()) await receive(inbox, step, transfer(1, id));
    expect(await claimed(inbox)).toEqual(['a']);
    await inbox.complete('a', { state: 'dead', error: 'no' });
    await inbox.pause(T);
    expect(await claimed(inbox)).toEqual([]);
    const key = `${T}:00000000-0000-4000-8000-000000000001`;
    expect(await rows.isQueueSound(key)).toBe(true);
    await inbox.replay(['a']);
    expect(await rows.isQueueSound(key)).toBe(true);
    expect(await claimed(inbox)).toEqual([]);
    await inbox.discard(['a'], 'why');
    expect(await claimed(inbox)).toEqual([]);
    await inbox.discard(['c'], 'why');
    expect(await rows.isQueueSound(key)).toBe(true);
    await inbox.resume(T);
    expect(await claimed(inbox)).toEqual(['b']);
    await inbox.complete('b', { state: 'handled' });
    expect(await claimed(inbox)).toEqual(['d']);
  });

  it('handles what has waited longest first after the resumption', async () => {
    const { inbox, clock } = await openedFor(open);
    await inbox.pause(T);
    for (const n of [1, 2, 3, 4, 5]) {
      clock.time += 1;
      await inbox.receive(incoming(`t${n}`, transfer(n), new Date(clock.time)));
    }
    expect(await claimed(inbox)).toEqual([]);
    clock.time += 1;
    await inbox.receive(incoming('o', order(1), new Date(clock.time)));
    await inbox.resume(T);
    expect(await inbox.nextDue()).toEqual(new Date(0));
    expect(await claimed(inbox, 2)).toEqual(['t1', 't2']);
    expect(await claimed(inbox, 2)).toEqual(['t3', 't4']);
    expect(await claimed(inbox, 9)).toEqual(['o', 't5']);
    expect(await inbox.nextDue()).toBeUndefined();
  });

  it('pauses what was not taken back yet when it is paused again', async () => {
    const { inbox } = await openedFor(open);
    await inbox.pause(T);
    for (const n of [1, 2, 3]) await receive(inbox, `t${n}`, transfer(n));
    expect(await claimed(inbox)).toEqual([]);
    await inbox.resume(T);
    expect(await claimed(inbox, 1)).toEqual(['t1']);
    await inbox.pause(T);
    expect(await claimed(inbox)).toEqual([]);
    await inbox.resume(T);
    expect(await claimed(inbox)).toEqual(['t2', 't3']);
  });

  it('lets others pass a backlog of more notifications than one claim looks at', async () => {
    const { inbox } = await openedFor(open);
    await inbox.pause(T);
    await Promise.all(Array.from({ length: 2_500 }, (_, n) => inbox.receive(incoming(`t${n}`, transfer(n)))));
    await receive(inbox, 'p', prices());
    const found: string[] = [];
    for (let claims = 0; claims < 5 && found.length === 0; claims += 1) found.push(...(await claimed(inbox)));
    expect(found).toEqual(['p']);
  });
});

async function receive(
  inbox: Inbox,
  id: string,
  notification: Parameters<typeof incoming>[1],
): Promise<void> {
  await inbox.receive(incoming(id, notification));
}

async function claimed(inbox: Inbox, limit = 9): Promise<string[]> {
  return (await inbox.claim(limit)).map(({ id }) => id).sort();
}
