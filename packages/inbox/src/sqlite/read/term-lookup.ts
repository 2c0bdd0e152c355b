import type { DatabaseSync } from 'node:sqlite';

/** The words that the index of words has. */
export interface TermLookup {
  /**
   * The words that begin like this; `undefined` where there are too many to look for each. The index itself gathers every
   * notification with any of them before it gives out the first, which takes long where most notifications have one.
   */
  beginningWith(beginning: string): readonly string[] | undefined;
}

/** Opens the termLookup. It is a view of the index, and belongs to the connection alone. */
export function openTermLookup(database: DatabaseSync): TermLookup {
  database.exec('CREATE VIRTUAL TABLE temp.term_lookup USING fts5vocab (main, search_index, instance)');
  const next = database.prepare('SELECT term FROM temp.term_lookup WHERE term >= ? LIMIT 1');

  return {
    beginningWith(beginning) {
      const terms: string[] = [];
      for (let from = beginning; terms.length <= MAX_EXPANSIONS; ) {
        const term = next.get(from)?.['term'];
        if (typeof term !== 'string' || !term.startsWith(beginning)) return terms;
        terms.push(term);
        // The next word in the order of bytes, past all the places where this one stands.
        from = `${term}\u{1}`;
      }
      return undefined;
    },
  };
}

const MAX_EXPANSIONS = 50;
