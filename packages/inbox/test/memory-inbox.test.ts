import { describe, expect, it } from 'vitest';
import { createMemoryInbox, InboxUnavailableError, type Receipt } from '../src/index.ts';
import { prices, receipt, transfer } from './notifications.ts';

const ids = (receipts: readonly Receipt[]) => receipts.map(({ id }) => id);

describe('the memory inbox', () => {
  it('gives out what it received, as it received it, once', async () => {
    const inbox = createMemoryInbox({ capacity: 10 });
    const given = receipt('a');
    await inbox.receive(given);
    expect(await inbox.claim(10)).toEqual([given]);
    expect(await inbox.claim(10)).toEqual([]);
  });

  it('gives out at most as many as asked for, oldest first', async () => {
    const inbox = createMemoryInbox({ capacity: 10 });
    for (const n of [1, 2, 3]) await inbox.receive(receipt(`${n}`, transfer(n)));
    expect(ids(await inbox.claim(2))).toEqual(['1', '2']);
    expect(ids(await inbox.claim(2))).toEqual(['3']);
  });

  it.each(['handled', 'dead'] as const)(
    'holds the next about the same subject back until the one before is %s',
    async (state) => {
      const inbox = createMemoryInbox({ capacity: 10 });
      await inbox.receive(receipt('first', transfer(1)));
      await inbox.receive(receipt('second', transfer(1)));
      await inbox.receive(receipt('other', transfer(2)));
      expect(ids(await inbox.claim(10))).toEqual(['first', 'other']);
      await inbox.settle('first', state);
      expect(ids(await inbox.claim(10))).toEqual(['second']);
    },
  );

  it('holds nothing back where there is no subject', async () => {
    const inbox = createMemoryInbox({ capacity: 10 });
    await inbox.receive(receipt('first', prices));
    await inbox.receive(receipt('second', prices));
    expect(ids(await inbox.claim(10))).toEqual(['first', 'second']);
  });

  it('takes no more when it is full, and takes again when one is settled', async () => {
    const inbox = createMemoryInbox({ capacity: 1 });
    await inbox.receive(receipt('a'));
    await expect(inbox.receive(receipt('b'))).rejects.toThrow(InboxUnavailableError);
    await expect(inbox.check()).rejects.toThrow('1 notifications are waiting');
    await inbox.claim(1);
    await inbox.settle('a', 'handled');
    await inbox.receive(receipt('b'));
  });

  it('settles only what is being handled', async () => {
    const inbox = createMemoryInbox({ capacity: 10 });
    await inbox.receive(receipt('a'));
    await expect(inbox.settle('a', 'handled')).rejects.toThrow('a is not being handled');
    await expect(inbox.settle('b', 'handled')).rejects.toThrow('b is not being handled');
  });

  it('takes nothing after it has been closed', async () => {
    const inbox = createMemoryInbox({ capacity: 10 });
    await inbox.close();
    await expect(inbox.receive(receipt('a'))).rejects.toThrow(InboxUnavailableError);
  });
});
