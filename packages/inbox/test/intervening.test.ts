import type { Notification } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import type { Change, Inbox, Outcome } from '../src/index.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { openedInbox } from './opened-inbox.ts';

const HANDLED: Outcome = { state: 'handled' };
const DEAD: Outcome = { state: 'dead', error: 'Error: no' };

describe('a replay', () => {
  it.each([['handled', HANDLED] as const, ['dead', DEAD] as const])(
    'has a notification that is %s handled again, with all its attempts and the same id',
    async (_state, outcome) => {
      const { inbox } = await openedInbox();
      await inbox.receive(incoming('a'));
      await inbox.claim(1);
      await inbox.complete('a', outcome);
      expect(await inbox.replay(['a'])).toEqual(['a']);
      expect(await inbox.notification('a')).toMatchObject({ state: 'pending', attempts: 0, replays: 1 });
      expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: 'a', attempt: 1, replays: 1 })]);
    },
  );

  it('makes one that waits for its next attempt due at once', async () => {
    const { inbox, clock } = await openedInbox();
    await inbox.receive(incoming('a'));
    await inbox.claim(1);
    await inbox.complete('a', { state: 'pending', error: 'Error: no', dueAt: new Date(clock.time + 60_000) });
    expect(await inbox.claim(1)).toEqual([]);
    await inbox.replay(['a']);
    expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: 'a', attempt: 1 })]);
  });

  it('leaves alone what is being handled, and what is not there', async () => {
    const { inbox } = await openedInbox();
    await inbox.receive(incoming('a'));
    await inbox.claim(1);
    expect(await inbox.replay(['a', 'nobody'])).toEqual([]);
    await inbox.complete('a', HANDLED);
  });

  it('goes before later ones about the same subject that wait, and after the one that is being handled', async () => {
    const { inbox } = await openedInbox();
    for (const n of [1, 2, 3, 4]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
    await finish(inbox, '1', DEAD);
    await finish(inbox, '2', DEAD);
    expect(await idsOf(inbox.claim(9))).toEqual(['3']);
    // In the wrong order, to see that it makes no difference.
    await inbox.replay(['2', '1']);
    expect(await inbox.claim(9)).toEqual([]);
    await inbox.complete('3', HANDLED);
    for (const id of ['1', '2', '4']) {
      expect(await idsOf(inbox.claim(9))).toEqual([id]);
      await inbox.complete(id, HANDLED);
    }
  });

  it('goes before a later one that waits for its next attempt', async () => {
    const { inbox, clock } = await openedInbox();
    for (const n of [1, 2, 3]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
    await finish(inbox, '1', DEAD);
    expect(await idsOf(inbox.claim(9))).toEqual(['2']);
    await inbox.replay(['1']);
    await inbox.complete('2', { state: 'pending', error: 'Error: no', dueAt: new Date(clock.time) });
    await inbox.discard(['3'], 'never mind');
    for (const id of ['1', '2']) {
      expect(await idsOf(inbox.claim(9))).toEqual([id]);
      await inbox.complete(id, HANDLED);
    }
  });

  it('of several about one subject at once hands them over one at a time, in the order of receipt', async () => {
    const { inbox } = await openedInbox();
    for (const n of [1, 2, 3]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
    for (const id of ['1', '2', '3']) await finish(inbox, id, DEAD);
    await inbox.replay(['3', '1', '2']);
    for (const id of ['1', '2', '3']) {
      expect(await idsOf(inbox.claim(9))).toEqual([id]);
      await inbox.complete(id, HANDLED);
    }
  });

  it('tells the handler that a newer one about the subject has been handled', async () => {
    const { inbox } = await openedInbox();
    for (const n of [1, 2]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
    await finish(inbox, '1', DEAD);
    await finish(inbox, '2', HANDLED);
    await inbox.replay(['1']);
    expect(await inbox.claim(1)).toEqual([expect.objectContaining({ id: '1', stale: true })]);
  });
});

describe('a discard', () => {
  it('keeps a dead notification with the reason, and it no longer counts as dead', async () => {
    const { inbox, clock } = await openedInbox();
    await inbox.receive(incoming('a'));
    await finish(inbox, 'a', DEAD);
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

  it('of a pending one lets its successors go on', async () => {
    const { inbox, clock } = await openedInbox();
    for (const n of [1, 2]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
    await inbox.claim(1);
    await inbox.complete('1', { state: 'pending', error: 'no', dueAt: new Date(clock.time + 60_000) });
    expect(await inbox.claim(9)).toEqual([]);
    await inbox.discard(['1'], 'never mind');
    expect(await idsOf(inbox.claim(9))).toEqual(['2']);
  });

  it('of one that is held back changes nothing for the one before it', async () => {
    const { inbox } = await openedInbox();
    for (const n of [1, 2, 3]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
    expect(await idsOf(inbox.claim(9))).toEqual(['1']);
    await inbox.discard(['2'], 'never mind');
    expect(await inbox.claim(9)).toEqual([]);
    await inbox.complete('1', HANDLED);
    expect(await idsOf(inbox.claim(9))).toEqual(['3']);
  });

  it('leaves alone what is handled or being handled', async () => {
    const { inbox } = await openedInbox();
    for (const n of [1, 2]) await inbox.receive(incoming(`${n}`, transfer(n)));
    await inbox.claim(2);
    await inbox.complete('1', HANDLED);
    expect(await inbox.discard(['1', '2'], 'never mind')).toEqual([]);
  });

  it('can be taken back by a replay', async () => {
    const { inbox } = await openedInbox();
    await inbox.receive(incoming('a'));
    await inbox.discard(['a'], 'a mistake');
    await inbox.replay(['a']);
    const found = await inbox.notification('a');
    expect(found).toMatchObject({ state: 'pending' });
    expect(found).not.toHaveProperty('discarded');
    expect(await inbox.statistics()).toMatchObject({ pending: 1, discarded: 0 });
  });
});

describe('a refused body', () => {
  const refused = (id: string) => ({
    id,
    path: '/transfer-notification',
    eventType: 'TRANSFER_NOTIFICATION' as const,
    body: Buffer.from([0xff, 0x00, 0x7b]),
    reasons: [{ pointer: '/transferId', code: 'required', message: 'is required' }],
    receivedAt: new Date(0),
  });

  it('is kept byte for byte, with its reasons', async () => {
    const { inbox } = await openedInbox();
    await inbox.quarantine(refused('q'));
    const found = await inbox.quarantinedBody('q');
    expect(found).toMatchObject({ ...refused('q'), body: expect.anything(), bytes: 3 });
    expect(Buffer.from(found?.body ?? [])).toEqual(refused('q').body);
    expect(await inbox.quarantinedBody('nobody')).toBeUndefined();
  });

  it('that has become valid moves into the inbox under its id, once', async () => {
    const { inbox } = await openedInbox();
    await inbox.quarantine(refused('q'));
    expect(await inbox.acceptQuarantined(incoming('q'))).toEqual({ id: 'q', duplicate: false });
    expect(await inbox.acceptQuarantined(incoming('q'))).toBeUndefined();
    expect(await inbox.quarantinedBody('q')).toBeUndefined();
    expect(await idsOf(inbox.claim(9))).toEqual(['q']);
  });

  it('that has been sent again in the meantime is a delivery of that one', async () => {
    const { inbox } = await openedInbox();
    await inbox.quarantine(refused('q'));
    await inbox.receive(incoming('a'));
    expect(await inbox.acceptQuarantined(incoming('q'))).toMatchObject({ id: 'a', duplicate: true });
    expect(await inbox.notification('a')).toMatchObject({ deliveries: 2 });
    expect(await inbox.statistics()).toMatchObject({ quarantined: 0, pending: 1 });
  });

  it('is kept with how it was sent, and of one that is not kept as a whole what was read of it', async () => {
    const { inbox } = await openedInbox();
    const sent = {
      method: 'PUT',
      contentType: 'text/plain; charset=latin1',
      contentEncoding: 'zstd',
      incomplete: { readBytes: 90_000, sha256: 'ab'.repeat(32), totalBytes: 100_000 },
    };
    await inbox.quarantine({ ...refused('whole') });
    await inbox.quarantine({ ...refused('head'), ...sent });
    expect(await inbox.quarantinedBody('head')).toMatchObject(sent);
    const { items } = await inbox.quarantined({}, { limit: 9 });
    expect(items).toEqual([
      expect.objectContaining(sent),
      expect.not.objectContaining({ incomplete: expect.anything() }),
    ]);
  });

  it('that is still invalid stays, with the reasons of each revalidation beside the first ones', async () => {
    const { inbox } = await openedInbox();
    await inbox.quarantine(refused('q'));
    await inbox.quarantine(refused('other'));
    expect(await inbox.quarantinedBody('q')).toMatchObject({ revalidations: [] });
    const unknown = [{ pointer: '', code: 'path', message: 'no event type is received at this path' }];
    const missing = [{ pointer: '/customerId', code: 'required', message: 'is required' }];
    const later = [
      { at: new Date(1), reasons: unknown },
      { at: new Date(2), eventType: 'CUSTOMER_NOTIFICATION', reasons: missing },
    ];
    for (const each of later) await inbox.recordRevalidation('q', each);
    await inbox.recordRevalidation('nobody', { at: new Date(3), reasons: unknown });
    expect(await inbox.quarantinedBody('q')).toMatchObject({
      reasons: refused('q').reasons,
      revalidations: later,
      lastRevalidation: later[1],
    });
    expect(await inbox.quarantinedBody('other')).toMatchObject({ revalidations: [] });
  });

  it('keeps its first reasons and the last 100 revalidations, however often it is judged', async () => {
    const { inbox } = await openedInbox();
    await inbox.quarantine(refused('q'));
    for (let n = 0; n < 120; n += 1)
      await inbox.recordRevalidation('q', {
        at: new Date(n),
        reasons: [{ pointer: '', code: 'path', message: `${n}` }],
      });
    const found = await inbox.quarantinedBody('q');
    expect(found?.reasons).toEqual(refused('q').reasons);
    expect(found?.revalidations.map(({ at }) => at.getTime())).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 20),
    );
  });

  it('takes its revalidations along when it leaves, so that none of them is found at the next one in its place', async () => {
    const { inbox } = await openedInbox();
    for (const leave of [
      () => inbox.discardQuarantined(['q']),
      () => inbox.acceptQuarantined(incoming('q')),
    ]) {
      await inbox.quarantine(refused('q'));
      await inbox.recordRevalidation('q', { at: new Date(1), reasons: [] });
      await leave();
      await inbox.quarantine(refused('next'));
      expect(await inbox.quarantinedBody('next')).toMatchObject({ revalidations: [] });
      await inbox.discardQuarantined(['next']);
    }
  });

  it('that is released reaches its handler with the time when it came in, after all that wait already', async () => {
    const { inbox, clock } = await openedInbox();
    await inbox.quarantine({ ...refused('q'), receivedAt: new Date(clock.time) });
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

  it('that is released is stale where one about its subject has been handled that came in later', async () => {
    const { inbox, clock } = await openedInbox();
    const { payload } = transfer(1);
    const withoutClock = (status: string): Notification => {
      const { modifiedOn: _, ...rest } = payload;
      return { eventType: 'TRANSFER_NOTIFICATION', payload: { ...rest, status } } as unknown as Notification;
    };
    await inbox.quarantine({ ...refused('q'), receivedAt: new Date(clock.time) });
    await inbox.receive(incoming('a', withoutClock('SETTLED'), new Date(clock.time + 1)));
    clock.time += 10;
    await finish(inbox, 'a', HANDLED);
    await inbox.acceptQuarantined(incoming('q', withoutClock('PENDING'), new Date(clock.time)));
    await inbox.receive(incoming('b', withoutClock('LATER'), new Date(clock.time)));
    expect(await inbox.claim(9)).toEqual([expect.objectContaining({ id: 'q', stale: true })]);
    await inbox.complete('q', HANDLED);
    expect(await inbox.claim(9)).toEqual([expect.objectContaining({ id: 'b', stale: false })]);
  });

  it('can be removed', async () => {
    const { inbox } = await openedInbox();
    await inbox.quarantine(refused('q'));
    expect(await inbox.discardQuarantined(['q', 'nobody'])).toEqual(['q']);
    expect(await inbox.statistics()).toMatchObject({ quarantined: 0 });
  });
});

describe('whoever follows the inbox', () => {
  it('is told of every change until it has had enough', async () => {
    const { inbox, clock } = await openedInbox();
    const changes: Change[] = [];
    const stop = inbox.follow((change) => changes.push(change));
    await inbox.receive(incoming('a'));
    await inbox.receive(incoming('b'));
    await finish(inbox, 'a', { state: 'pending', error: 'no', dueAt: new Date(clock.time) });
    await finish(inbox, 'a', DEAD);
    await inbox.replay(['a']);
    await finish(inbox, 'a', HANDLED);
    await inbox.receive(incoming('p', prices()));
    await inbox.discard(['p'], 'never mind');
    stop();
    await inbox.receive(incoming('c', transfer(2)));
    expect(changes.map(({ kind, id, attempt }) => [kind, id, attempt].filter(Boolean).join(' '))).toEqual([
      'received a',
      'duplicate a',
      'handling a 1',
      'failed a 1',
      'handling a 2',
      'dead a 2',
      'replayed a',
      'handling a 1',
      'handled a 1',
      'received p',
      'discarded p',
    ]);
    expect(changes[0]).toEqual({
      kind: 'received',
      id: 'a',
      eventType: 'TRANSFER_NOTIFICATION',
      at: new Date(clock.time),
    });
  });
});

async function finish(inbox: Inbox, id: string, outcome: Outcome): Promise<void> {
  expect(await idsOf(inbox.claim(1))).toEqual([id]);
  await inbox.complete(id, outcome);
}

async function idsOf(claims: ReturnType<Inbox['claim']>): Promise<string[]> {
  return (await claims).map(({ id }) => id);
}
