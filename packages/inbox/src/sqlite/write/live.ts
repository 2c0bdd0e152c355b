/**
 * The notifications that a handler of this process has, by their ids. It follows the transactions: what was rolled back has
 * not happened, so a handler whose outcome could not be written still has its notification.
 */
export interface Live {
  add(id: string): void;
  remove(id: string): void;
  has(id: string): boolean;
  count(): number;
  /** The transaction has been committed. */
  committed(): void;
  /** The transaction has failed. */
  rolledBack(): void;
}

/** None is being handled yet. */
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
    committed() {
      undo = [];
    },
    rolledBack() {
      for (const step of undo.reverse()) step();
      undo = [];
    },
  };
}
