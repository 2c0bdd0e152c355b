import { type Inbox, InboxUnavailableError, type Receipt } from '../inbox.ts';
import { subjectOf } from '../subject.ts';

/** What a memory inbox needs to know. */
export interface MemoryInboxOptions {
  /** How many unsettled notifications it holds before it takes no more. */
  readonly capacity: number;
}

/**
 * An inbox in the memory of one process: right in everything but durability. What has not been handled when the
 * process ends is gone, so it is for trying things out and for tests.
 */
export function createMemoryInbox({ capacity }: MemoryInboxOptions): Inbox {
  /** Unsettled notifications by subject; the first of each line is the one that may be handled. */
  const lines = new Map<string, Receipt[]>();
  const lineOf = new Map<string, string>();
  /** Heads of lines that nobody has claimed, oldest first. */
  const claimable = new Set<Receipt>();
  let closed = false;

  const check = async () => {
    if (closed) throw new InboxUnavailableError('the inbox is closed');
    if (lineOf.size >= capacity)
      throw new InboxUnavailableError(`${capacity} notifications are waiting already`);
  };

  return {
    check,

    async receive(receipt) {
      await check();
      const key = subjectOf(receipt.notification) ?? receipt.id;
      const line = lines.get(key) ?? [];
      line.push(receipt);
      lines.set(key, line);
      lineOf.set(receipt.id, key);
      if (line.length === 1) claimable.add(receipt);
    },

    async claim(limit) {
      const claimed = [...claimable.values().take(limit)];
      for (const receipt of claimed) claimable.delete(receipt);
      return claimed;
    },

    async settle(id) {
      const key = lineOf.get(id);
      const line = key === undefined ? undefined : lines.get(key);
      if (key === undefined || line?.[0]?.id !== id || claimable.has(line[0])) {
        throw new Error(`notification ${id} is not being handled`);
      }
      lineOf.delete(id);
      line.shift();
      const [next] = line;
      if (next) claimable.add(next);
      else lines.delete(key);
    },

    async close() {
      closed = true;
    },
  };
}
