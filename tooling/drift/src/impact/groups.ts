import type { Counted } from './impact.ts';

/** Counts bodies by what they have in common. */
export interface Groups<Key extends object> {
  /** Counts a body. @returns what else is counted in its group. */
  add(key: Key, id: string): void;
  /** The largest group first. */
  result(): (Key & Counted)[];
}

/** Creates empty groups. Keys with the same JSON are the same. */
export function createGroups<Key extends object>(): Groups<Key> {
  const groups = new Map<string, { readonly key: Key; count: number; readonly ids: string[] }>();
  return {
    add(key, id) {
      const text = JSON.stringify(key);
      const group = groups.get(text) ?? { key, count: 0, ids: [] };
      groups.set(text, group);
      group.count += 1;
      if (group.ids.length < IDS_PER_GROUP) group.ids.push(id);
    },
    result: () =>
      [...groups.values()]
        .sort((a, b) => b.count - a.count)
        .map(({ key, count, ids }) => ({ ...key, count, ids })),
  };
}

const IDS_PER_GROUP = 3;
