import type { DatabaseSync } from 'node:sqlite';

/** The words that the index of words has. */
export interface Vocabulary {
  /**
   * The words that begin like this; `undefined` where there are too many to look for each. The index itself gathers every
   * notification with any of them before it gives out the first, which takes long where most notifications have one.
   */
  beginningWith(beginning: string): readonly string[] | undefined;
}

/** Opens the vocabulary. It is a view of the index, and belongs to the connection alone. */
export function openVocabulary(database: DatabaseSync): Vocabulary {
  database.exec('CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, words, instance)');
  const next = database.prepare('SELECT term FROM temp.vocabulary WHERE term >= ? LIMIT 1');

  return {
    beginningWith(beginning) {
      const words: string[] = [];
      for (let from = beginning; words.length <= MAX_WORDS; ) {
        const word = next.get(from)?.['term'];
        if (typeof word !== 'string' || !word.startsWith(beginning)) return words;
        words.push(word);
        // The next word in the order of bytes, past all the places where this one stands.
        from = `${word}\u{1}`;
      }
      return undefined;
    },
  };
}

const MAX_WORDS = 50;
