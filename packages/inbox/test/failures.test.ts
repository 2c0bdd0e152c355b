import { describe, expect, it } from 'vitest';
import type { Inbox, Outcome } from '../src/index.ts';
import { incoming, order, prices, transfer } from './notifications.ts';
import { openedFor, STORES } from './stores.ts';

const T = 'TRANSFER_NOTIFICATION';

describe.each(STORES)('failures by cause on %s', (_store, open) => {
  it('are groups of dead and retried notifications, the largest first', async () => {
    const { inbox, clock } = await openedFor(open);
    for (const n of [1, 2, 3]) await inbox.receive(incoming(`t${n}`, transfer(n)));
    await inbox.receive(incoming('o', order(1)));
    await inbox.receive(incoming('p', prices()));
    await inbox.claim(9);
    const first = new Date(clock.time);
    await inbox.complete('t1', dead("no account 'a' \u0000 of 17"));
    await inbox.complete('t2', { ...retried(clock.time), error: "no account 'b' \u0000 of 4" });
    clock.time += 1_000;
    await inbox.complete('t3', dead("no account 'c' \u0000 of 5"));
    await inbox.complete('o', dead("no account 'a' \u0000 of 17"));
    await inbox.complete('p', { state: 'handled' });
    const groups = await inbox.failures();
    const error = 'no account ‹text› \u0000 of ‹n›';
    expect(groups).toMatchObject([
      {
        eventType: T,
        error,
        sample: "no account 'c' \u0000 of 5",
        dead: 2,
        retrying: 1,
        attempts: 3,
        ids: ['t3', 't2', 't1'],
      },
      { eventType: 'TRADITIONAL_ASSET_ORDER_NOTIFICATION', error, dead: 1, retrying: 0, ids: ['o'] },
    ]);
    expect(groups[0]).toMatchObject({ firstSeen: first, lastSeen: new Date(clock.time) });
    expect(groups[0]?.cause).toBe(groups[1]?.cause);
    expect(await inbox.failures('RE_TOKEN_PRICES')).toEqual([]);
  });

  it('select the notifications of a group', async () => {
    const { inbox } = await openedFor(open);
    for (const n of [1, 2, 3]) await inbox.receive(incoming(`t${n}`, transfer(n)));
    await inbox.claim(9);
    await inbox.complete('t1', dead('full'));
    await inbox.complete('t2', dead('gone'));
    await inbox.complete('t3', dead('full'));
    const cause = (await inbox.failures())[0]?.cause ?? '';
    for (const filter of [{ cause }, { cause, eventType: T }, { cause, state: 'dead' }] as const) {
      expect(await listed(inbox, filter)).toEqual(['t3', 't1']);
      expect(await listed(inbox, filter, true)).toEqual(['t1', 't3']);
    }
    const withSubject = { cause, subject: '00000000-0000-4000-8000-000000000003' };
    expect(await listed(inbox, withSubject)).toEqual(['t3']);
    expect(await listed(inbox, { cause, state: 'pending' })).toEqual([]);
    expect(await listed(inbox, { cause: 'none' })).toEqual([]);
  });

  it('lose a notification that is replayed, discarded or handled, and count its failed attempts', async () => {
    const { inbox, clock } = await openedFor(open);
    for (const n of [1, 2, 3]) await inbox.receive(incoming(`t${n}`, transfer(n)));
    await inbox.claim(9);
    await inbox.complete('t1', dead('no'));
    await inbox.complete('t2', dead('no'));
    await inbox.complete('t3', retried(clock.time));
    await inbox.replay(['t1']);
    await inbox.discard(['t2'], 'why');
    expect(await inbox.failures()).toMatchObject([{ dead: 0, retrying: 1, attempts: 3 }]);
    await inbox.claim(9);
    expect(await inbox.failures()).toMatchObject([{ dead: 0, retrying: 1 }]);
    await inbox.complete('t3', { state: 'handled' });
    await inbox.interrupt('t1');
    expect(await inbox.failures()).toEqual([]);
  });

  it('are known after the end of the process', async () => {
    const { inbox, reopen } = await openedFor(open);
    await inbox.receive(incoming('t', transfer(1)));
    await inbox.claim(1);
    await inbox.complete('t', dead('no'));
    await reopen();
    expect(await inbox.failures()).toMatchObject([{ error: 'no', dead: 1, attempts: 1 }]);
  });
});

function dead(error: string): Outcome {
  return { state: 'dead', error };
}

function retried(time: number): Outcome & { readonly state: 'pending' } {
  return { state: 'pending', error: 'no', dueAt: new Date(time) };
}

async function listed(
  inbox: Inbox,
  filter: Parameters<Inbox['notifications']>[0],
  oldestFirst = false,
): Promise<string[]> {
  return (await inbox.notifications(filter, { limit: 9, oldestFirst })).items.map(({ id }) => id);
}
