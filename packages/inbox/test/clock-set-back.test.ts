import { describe, expect, it } from 'vitest';
import { incoming, transfer } from './notifications.ts';
import { type OpenStore, openedFor, STORES } from './stores.ts';

const START = Date.UTC(2025, 0, 1);
const DAY = 86_400_000;

/** An inbox that can be reopened, with a clock that can be set. */
async function reopenable(open: OpenStore) {
  const { inbox, clock, reopen } = await openedFor(open, { deduplicationWindow: 0 });
  return {
    clock,
    inbox: () => inbox,
    receive: (id: string, subject: number, step = 0) =>
      inbox.receive(incoming(id, transfer(subject, step), new Date(clock.time))),
    reopen,
  };
}

describe.each(STORES)('on %s', (_store, open) => {
  describe('an inbox that is reopened after the clock was set back', () => {
    it('claims at once what has had no attempt', async () => {
      const { clock, receive, reopen } = await reopenable(open);
      await receive('a', 1);
      clock.time -= 40 * DAY;
      expect(await (await reopen()).claim(10)).toMatchObject([{ id: 'a' }]);
    });

    it('claims at once what was replayed, even if nothing was claimed after the replay', async () => {
      const { clock, inbox, receive, reopen } = await reopenable(open);
      clock.time += 40 * DAY;
      await receive('a', 1);
      await inbox().claim(1);
      await inbox().complete('a', { state: 'dead', error: 'no' });
      await inbox().replay(['a']);
      clock.time -= 40 * DAY;
      expect(await (await reopen()).claim(10)).toMatchObject([{ id: 'a' }]);
    });

    it('delays nothing by more than the delay of a retry, and keeps shorter delays', async () => {
      const { clock, inbox, receive, reopen } = await reopenable(open);
      for (const [subject, id] of ['far', 'near', 'behind'].entries()) await receive(id, subject);
      await receive('after', 0, 1);
      await inbox().claim(10);
      clock.time += 40 * DAY;
      const dueAt = new Date(clock.time + 600_000);
      await inbox().complete('far', { state: 'pending', error: 'no', dueAt });
      clock.time -= 40 * DAY;
      await inbox().complete('near', { state: 'pending', error: 'no', dueAt: new Date(START + 600_000) });
      await inbox().complete('behind', { state: 'handled' });
      const opened = await reopen();
      expect((await opened.claim(10)).map(({ id }) => id)).toEqual(['far']);
      expect(await opened.nextDue()).toEqual(new Date(START + 600_000));
    });

    it('does not delay a notification that blocks others either', async () => {
      const { clock, inbox, receive, reopen } = await reopenable(open);
      await receive('first', 1);
      await inbox().claim(1);
      const dueAt = new Date(START + 40 * DAY);
      await inbox().complete('first', { state: 'pending', error: 'no', dueAt });
      await receive('second', 1, 1);
      clock.time += 1;
      const opened = await reopen();
      expect((await opened.claim(10)).map(({ id }) => id)).toEqual(['first']);
      await opened.complete('first', { state: 'handled' });
      expect((await opened.claim(10)).map(({ id }) => id)).toEqual(['second']);
    });

    it('knows the latest time at which a notification or a rejected body came in', async () => {
      const { clock, inbox, receive, reopen } = await reopenable(open);
      expect(await inbox().latestReceivedAt()).toBeUndefined();
      await receive('a', 1);
      clock.time -= DAY;
      await receive('b', 2);
      expect(await inbox().latestReceivedAt()).toEqual(new Date(START));
      expect(await (await reopen()).latestReceivedAt()).toEqual(new Date(START));
      const rejected = { id: 'r', path: '/', body: Buffer.from(''), reasons: [] };
      await inbox().quarantine({ ...rejected, receivedAt: new Date(START + DAY) });
      expect(await (await reopen()).latestReceivedAt()).toEqual(new Date(START + DAY));
    });
  });
});
