import type { Notification } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import { claimedIds, HANDLED, handle } from './handling.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { openedFor, STORES } from './stores.ts';

describe.each(STORES)('on %s', (_store, open) => {
  describe('a quarantined body', () => {
    const rejected = (id: string) => ({
      id,
      path: '/transfer-notification',
      eventType: 'TRANSFER_NOTIFICATION' as const,
      body: Buffer.from([0xff, 0x00, 0x7b]),
      reasons: [{ pointer: '/transferId', code: 'required', message: 'is required' }],
      receivedAt: new Date(0),
    });

    it('is stored byte for byte, with its reasons', async () => {
      const { inbox } = await openedFor(open);
      await inbox.quarantine(rejected('q'));
      const found = await inbox.quarantinedBody('q');
      expect(found).toMatchObject({ ...rejected('q'), body: expect.anything(), bytes: 3 });
      expect(Buffer.from(found?.body ?? [])).toEqual(rejected('q').body);
      expect(await inbox.quarantinedBody('unknown')).toBeUndefined();
    });

    it('that has become valid moves into the inbox once, under its id', async () => {
      const { inbox } = await openedFor(open);
      await inbox.quarantine(rejected('q'));
      expect(await inbox.acceptQuarantined(incoming('q'))).toEqual({ id: 'q', duplicate: false });
      expect(await inbox.acceptQuarantined(incoming('q'))).toBeUndefined();
      expect(await inbox.quarantinedBody('q')).toBeUndefined();
      expect(await claimedIds(inbox)).toEqual(['q']);
    });

    it('counts as a delivery if the notification was sent again in the meantime', async () => {
      const { inbox } = await openedFor(open);
      await inbox.quarantine(rejected('q'));
      await inbox.receive(incoming('a'));
      expect(await inbox.acceptQuarantined(incoming('q'))).toMatchObject({ id: 'a', duplicate: true });
      expect(await inbox.notification('a')).toMatchObject({ deliveries: 2 });
      expect(await inbox.statistics()).toMatchObject({ quarantined: 0, pending: 1 });
    });

    it('has its method and content headers and, if it is incomplete, what was read of it', async () => {
      const { inbox } = await openedFor(open);
      const sent = {
        method: 'PUT',
        contentType: 'text/plain; charset=latin1',
        contentEncoding: 'zstd',
        incomplete: { readBytes: 90_000, sha256: 'ab'.repeat(32), totalBytes: 100_000 },
      };
      await inbox.quarantine({ ...rejected('whole') });
      await inbox.quarantine({ ...rejected('head'), ...sent });
      expect(await inbox.quarantinedBody('head')).toMatchObject(sent);
      const { items } = await inbox.quarantined({}, { limit: 9 });
      expect(items).toEqual([
        expect.objectContaining(sent),
        expect.not.objectContaining({ incomplete: expect.anything() }),
      ]);
    });

    it('that is still invalid stays, with the reasons of each revalidation and its first reasons', async () => {
      const { inbox } = await openedFor(open);
      await inbox.quarantine(rejected('q'));
      await inbox.quarantine(rejected('other'));
      expect(await inbox.quarantinedBody('q')).toMatchObject({ revalidations: [] });
      const unknown = [{ pointer: '', code: 'path', message: 'no event type is received at this path' }];
      const missing = [{ pointer: '/customerId', code: 'required', message: 'is required' }];
      const later = [
        { at: new Date(1), reasons: unknown },
        { at: new Date(2), eventType: 'CUSTOMER_NOTIFICATION', reasons: missing },
      ];
      for (const each of later) await inbox.recordRevalidation('q', each);
      await inbox.recordRevalidation('unknown', { at: new Date(3), reasons: unknown });
      expect(await inbox.quarantinedBody('q')).toMatchObject({
        reasons: rejected('q').reasons,
        revalidations: later,
        lastRevalidation: later[1],
      });
      expect(await inbox.quarantinedBody('other')).toMatchObject({ revalidations: [] });
    });

    it('keeps its first reasons and its last 100 revalidations', async () => {
      const { inbox } = await openedFor(open);
      await inbox.quarantine(rejected('q'));
      for (let n = 0; n < 120; n += 1)
        await inbox.recordRevalidation('q', {
          at: new Date(n),
          reasons: [{ pointer: '', code: 'path', message: `${n}` }],
        });
      const found = await inbox.quarantinedBody('q');
      expect(found?.reasons).toEqual(rejected('q').reasons);
      expect(found?.revalidations.map(({ at }) => at.getTime())).toEqual(
        Array.from({ length: 100 }, (_, n) => n + 20),
      );
    });

    it('takes its revalidations along when it leaves quarantine', async () => {
      const { inbox } = await openedFor(open);
      for (const leave of [
        () => inbox.discardQuarantined(['q']),
        () => inbox.acceptQuarantined(incoming('q')),
      ]) {
        await inbox.quarantine(rejected('q'));
        await inbox.recordRevalidation('q', { at: new Date(1), reasons: [] });
        await leave();
        await inbox.quarantine(rejected('next'));
        expect(await inbox.quarantinedBody('next')).toMatchObject({ revalidations: [] });
        await inbox.discardQuarantined(['next']);
      }
    });

    it('that is accepted is handled after all pending ones, with the time when it came in', async () => {
      const { inbox, clock } = await openedFor(open);
      await inbox.quarantine({ ...rejected('q'), receivedAt: new Date(clock.time) });
      const later = new Date(clock.time + 60_000);
      await inbox.receive(incoming('a', prices(1), later));
      await inbox.acceptQuarantined(incoming('q', prices(2), new Date(clock.time + 120_000)));
      clock.time += 120_000;
      const claims = await inbox.claim(9);
      expect(claims.map(({ id, receivedAt }) => [id, receivedAt.getTime() - clock.time])).toEqual([
        ['a', -60_000],
        ['q', -120_000],
      ]);
    });

    it('that is accepted is stale if a later one of its subject was handled', async () => {
      const { inbox, clock } = await openedFor(open);
      const { payload } = transfer(1);
      const withoutClock = (status: string): Notification => {
        const { modifiedOn: _, ...rest } = payload;
        return {
          eventType: 'TRANSFER_NOTIFICATION',
          payload: { ...rest, status },
        } as unknown as Notification;
      };
      await inbox.quarantine({ ...rejected('q'), receivedAt: new Date(clock.time) });
      await inbox.receive(incoming('a', withoutClock('SETTLED'), new Date(clock.time + 1)));
      clock.time += 10;
      await handle(inbox, 'a', HANDLED);
      await inbox.acceptQuarantined(incoming('q', withoutClock('PENDING'), new Date(clock.time)));
      await inbox.receive(incoming('b', withoutClock('LATER'), new Date(clock.time)));
      expect(await inbox.claim(9)).toEqual([expect.objectContaining({ id: 'q', stale: true })]);
      await inbox.complete('q', HANDLED);
      expect(await inbox.claim(9)).toEqual([expect.objectContaining({ id: 'b', stale: false })]);
    });

    it('can be removed', async () => {
      const { inbox } = await openedFor(open);
      await inbox.quarantine(rejected('q'));
      expect(await inbox.discardQuarantined(['q', 'unknown'])).toEqual(['q']);
      expect(await inbox.statistics()).toMatchObject({ quarantined: 0 });
    });
  });
});
