import { describe, expect, it } from 'vitest';
import type { Inbox } from '../src/index.ts';
import { incoming, order } from './notifications.ts';
import { type OpenStore, openedFor, STORES } from './stores.ts';

// If a handler ends the process abruptly (SIGKILL, out of memory), nothing says which one it was. Notifications during whose
// attempts the process has ended more than once are handled alone, so that the others lose two attempts at most.

const MAX_ATTEMPTS = 8;

/** An inbox that can be reopened as after a crash. */
async function reopenable(open: OpenStore) {
  const { inbox, clock, reopen } = await openedFor(open, { deduplicationWindow: 0 });
  return {
    inbox: () => inbox,
    async crash(): Promise<Inbox> {
      clock.time += 3_000;
      return reopen();
    },
  };
}

describe.each(STORES)('on %s', (_store, open) => {
  it.each([0, 5, 11])(
    'number %i of 12 notifications, which ends the process, costs each other one two attempts at most',
    async (n) => {
      const { inbox, crash } = await reopenable(open);
      for (let each = 0; each < 12; each += 1) await inbox().receive(incoming(`${each}`, order(each)));
      const culprit = `${n}`;
      const attempts = new Map<string, number>();
      let isDead = false;
      while (!isDead) {
        const claims = await inbox().claim(16);
        for (const { id, attempt } of claims) attempts.set(id, attempt);
        const found = claims.find(({ id }) => id === culprit);
        if (!found) {
          for (const { id } of claims) await inbox().complete(id, { state: 'handled' });
          continue;
        }
        isDead = found.attempt > MAX_ATTEMPTS && found.interrupted === true;
        if (isDead) await inbox().complete(culprit, { state: 'dead', error: 'the process ended' });
        else await crash();
      }
      for (let claims = await inbox().claim(16); claims.length > 0; claims = await inbox().claim(16))
        for (const { id, attempt } of claims) {
          attempts.set(id, attempt);
          await inbox().complete(id, { state: 'handled' });
        }
      expect(await inbox().statistics()).toMatchObject({ handled: 11, dead: 1, pending: 0, handling: 0 });
      for (const [id, count] of attempts)
        expect(count, id).toBeLessThanOrEqual(id === culprit ? MAX_ATTEMPTS + 1 : 3);
    },
  );

  it('claims nothing else while a suspect is handled alone, and no time is due meanwhile', async () => {
    const { inbox, crash } = await reopenable(open);
    for (const id of ['a', 'b']) await inbox().receive(incoming(id, order(id.charCodeAt(0))));
    for (let end = 0; end < 2; end += 1) {
      expect(await inbox().claim(9)).toHaveLength(2);
      await crash();
    }
    await inbox().receive(incoming('new', order(3)));
    const [first] = await inbox().claim(9);
    expect(first).toMatchObject({ id: 'a', attempt: 3, interrupted: true });
    expect(await inbox().claim(9)).toEqual([]);
    expect(await inbox().nextDue()).toBeUndefined();
    await inbox().complete('a', { state: 'handled' });
    expect((await inbox().claim(9)).map(({ id }) => id)).toEqual(['b']);
    await inbox().complete('b', { state: 'handled' });
    expect((await inbox().claim(9)).map(({ id }) => id)).toEqual(['new']);
  });

  it('a suspect that was discarded or replayed is no longer handled alone', async () => {
    const { inbox, crash } = await reopenable(open);
    for (const id of ['a', 'b', 'c']) await inbox().receive(incoming(id, order(id.charCodeAt(0))));
    for (let end = 0; end < 2; end += 1) {
      expect(await inbox().claim(9)).toHaveLength(3);
      await crash();
    }
    await inbox().discard(['a'], 'never mind');
    await inbox().replay(['b']);
    const handled: string[] = [];
    for (let claims = await inbox().claim(9); claims.length > 0; claims = await inbox().claim(9))
      for (const { id } of claims) {
        await inbox().complete(id, { state: 'handled' });
        handled.push(id);
      }
    expect(handled.toSorted()).toEqual(['b', 'c']);
  });
});
