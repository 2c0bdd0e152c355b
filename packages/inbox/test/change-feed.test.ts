import { describe, expect, it } from 'vitest';
import type { Change } from '../src/index.ts';
import { DEAD, HANDLED, handle } from './handling.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { openedInbox } from './opened-inbox.ts';

describe('a follower of the inbox', () => {
  it('gets every change until it unsubscribes', async () => {
    const { inbox, clock } = await openedInbox();
    const changes: Change[] = [];
    const unfollow = inbox.follow((change) => changes.push(change));
    await inbox.receive(incoming('a'));
    await inbox.receive(incoming('b'));
    await handle(inbox, 'a', { state: 'pending', error: 'no', dueAt: new Date(clock.time) });
    await handle(inbox, 'a', DEAD);
    await inbox.replay(['a']);
    await handle(inbox, 'a', HANDLED);
    await inbox.receive(incoming('p', prices()));
    await inbox.discard(['p'], 'never mind');
    unfollow();
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
