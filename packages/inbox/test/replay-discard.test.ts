import { describe, expect, it } from 'vitest';
import { claimedIds, DEAD, HANDLED, handle } from './handling.ts';
import { incoming, transfer } from './notifications.ts';
import { openedFor, STORES } from './stores.ts';

describe.each(STORES)('on %s', (_store, open) => {
  describe('a replay', () => {
    it.each([['handled', HANDLED] as const, ['dead', DEAD] as const])(
      'makes a notification that is %s pending again, with all its attempts and the same id',
      async (_state, outcome) => {
        const { inbox } = await openedFor(open);
        await inbox.receive(incoming('a'));
        await inbox.claim(1);
        await inbox.complete('a', outcome);
        expect(await inbox.replay(['a'])).toEqual(['a']);
        expect(await inbox.notification('a')).toMatchObject({ state: 'pending', attempts: 0, replays: 1 });
        expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: 'a', attempt: 1, replays: 1 })]);
      },
    );

    it('makes a notification that is pending for a retry due at once', async () => {
      const { inbox, clock } = await openedFor(open);
      await inbox.receive(incoming('a'));
      await inbox.claim(1);
      await inbox.complete('a', {
        state: 'pending',
        error: 'Error: no',
        dueAt: new Date(clock.time + 60_000),
      });
      expect(await inbox.claim(1)).toEqual([]);
      await inbox.replay(['a']);
      expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: 'a', attempt: 1 })]);
    });

    it('ignores notifications that are being handled, and unknown ids', async () => {
      const { inbox } = await openedFor(open);
      await inbox.receive(incoming('a'));
      await inbox.claim(1);
      expect(await inbox.replay(['a', 'unknown'])).toEqual([]);
      await inbox.complete('a', HANDLED);
    });

    it('puts a notification before later pending ones of its subject, and after the one that is being handled', async () => {
      const { inbox } = await openedFor(open);
      for (const n of [1, 2, 3, 4]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
      await handle(inbox, '1', DEAD);
      await handle(inbox, '2', DEAD);
      expect(await claimedIds(inbox)).toEqual(['3']);
      // The order of the ids makes no difference.
      await inbox.replay(['2', '1']);
      expect(await inbox.claim(9)).toEqual([]);
      await inbox.complete('3', HANDLED);
      for (const id of ['1', '2', '4']) {
        expect(await claimedIds(inbox)).toEqual([id]);
        await inbox.complete(id, HANDLED);
      }
    });

    it('puts a notification before a later one that is pending for a retry', async () => {
      const { inbox, clock } = await openedFor(open);
      for (const n of [1, 2, 3]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
      await handle(inbox, '1', DEAD);
      expect(await claimedIds(inbox)).toEqual(['2']);
      await inbox.replay(['1']);
      await inbox.complete('2', { state: 'pending', error: 'Error: no', dueAt: new Date(clock.time) });
      await inbox.discard(['3'], 'never mind');
      for (const id of ['1', '2']) {
        expect(await claimedIds(inbox)).toEqual([id]);
        await inbox.complete(id, HANDLED);
      }
    });

    it('of several notifications of one subject lets them be handled one at a time, oldest first', async () => {
      const { inbox } = await openedFor(open);
      for (const n of [1, 2, 3]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
      for (const id of ['1', '2', '3']) await handle(inbox, id, DEAD);
      await inbox.replay(['3', '1', '2']);
      for (const id of ['1', '2', '3']) {
        expect(await claimedIds(inbox)).toEqual([id]);
        await inbox.complete(id, HANDLED);
      }
    });

    it('marks a notification as stale if a newer one of its subject was handled', async () => {
      const { inbox } = await openedFor(open);
      for (const n of [1, 2]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
      await handle(inbox, '1', DEAD);
      await handle(inbox, '2', HANDLED);
      await inbox.replay(['1']);
      expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: '1', stale: true })]);
    });
  });

  describe('a discard', () => {
    it('stores the reason, and the notification no longer counts as dead', async () => {
      const { inbox, clock } = await openedFor(open);
      await inbox.receive(incoming('a'));
      await handle(inbox, 'a', DEAD);
      clock.time += 1_000;
      expect(await inbox.discard(['a'], 'sent by mistake')).toEqual(['a']);
      expect(await inbox.discard(['a'], 'again')).toEqual([]);
      expect(await inbox.notification('a')).toMatchObject({
        state: 'discarded',
        error: 'Error: no',
        discarded: { at: new Date(clock.time), reason: 'sent by mistake' },
      });
      expect(await inbox.statistics()).toMatchObject({ dead: 0, discarded: 1 });
    });

    it('of a pending notification unblocks its successors', async () => {
      const { inbox, clock } = await openedFor(open);
      for (const n of [1, 2]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
      await inbox.claim(1);
      await inbox.complete('1', { state: 'pending', error: 'no', dueAt: new Date(clock.time + 60_000) });
      expect(await inbox.claim(9)).toEqual([]);
      await inbox.discard(['1'], 'never mind');
      expect(await claimedIds(inbox)).toEqual(['2']);
    });

    it('of a blocked notification has no effect on its predecessor', async () => {
      const { inbox } = await openedFor(open);
      for (const n of [1, 2, 3]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
      expect(await claimedIds(inbox)).toEqual(['1']);
      await inbox.discard(['2'], 'never mind');
      expect(await inbox.claim(9)).toEqual([]);
      await inbox.complete('1', HANDLED);
      expect(await claimedIds(inbox)).toEqual(['3']);
    });

    it('ignores notifications that are handled or being handled', async () => {
      const { inbox } = await openedFor(open);
      for (const n of [1, 2]) await inbox.receive(incoming(`${n}`, transfer(n)));
      await inbox.claim(2);
      await inbox.complete('1', HANDLED);
      expect(await inbox.discard(['1', '2'], 'never mind')).toEqual([]);
    });

    it('is undone by a replay', async () => {
      const { inbox } = await openedFor(open);
      await inbox.receive(incoming('a'));
      await inbox.discard(['a'], 'a mistake');
      await inbox.replay(['a']);
      const found = await inbox.notification('a');
      expect(found).toMatchObject({ state: 'pending' });
      expect(found).not.toHaveProperty('discarded');
      expect(await inbox.statistics()).toMatchObject({ pending: 1, discarded: 0 });
    });
  });
});
