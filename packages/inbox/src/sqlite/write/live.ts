import type { Participant } from './unit-of-work.ts';

/**
 * The ids of the notifications that a handler of this process has. It follows the transactions: a handler whose outcome was
 * rolled back still has its notification.
 */
export interface Live extends Participant {
  add(id: string): void;
  remove(id: string): void;
  has(id: string): boolean;
  count(): number;
}

/** Empty at first. */
export function createLive(): Live {
  const ids = new Set<string>();
  let undo: (() => void)[] = [];

  return {
    add(id) {
      if (ids.has(id)) return;
      ids.add(id);
      undo.push(() => ids.delete(id));
    },
    remove(id) {
      if (ids.delete(id)) undo.push(() => ids.add(id));
    },
    has: (id) => ids.has(id),
    count: () => ids.size,
    afterCommit() {
      undo = [];
    },
    afterRollback() {
      for (const step of undo.reverse()) step();
      undo = [];
    },
  };
}
