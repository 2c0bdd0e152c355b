import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { migrate } from '../src/sqlite/migrate.ts';
import { MAX_EXPANSIONS, openTermLookup } from '../src/sqlite/read/term-lookup.ts';

/** The lookup of an index that has some texts. */
function opened(texts: readonly string[]) {
  const database = new DatabaseSync(':memory:');
  migrate(database);
  const insert = database.prepare('INSERT INTO search_index (rowid, text) VALUES (?, ?)');
  for (const [index, text] of texts.entries()) insert.run(index + 1, text);
  return { ...openTermLookup(database), close: () => database.close() };
}

it('has each term once that begins with a text, however often it is in the index', () => {
  const term = fc.string({
    unit: fc.constantFrom('a', 'b', '0', '-', 'é', '\u{1F600}'),
    minLength: 1,
    maxLength: 5,
  });
  const isTerm = (text: string) => /^[ab0-]+$/.test(text);
  fc.assert(
    fc.property(
      fc.array(fc.array(term), { maxLength: 12 }),
      fc.constantFrom('a', 'ab', 'b0', '-'),
      (all, beginning) => {
        const terms = all.map((each) => each.filter(isTerm));
        const { beginningWith, close } = opened(terms.map((each) => each.join(' ')));
        const expected = [...new Set(terms.flat())].filter((each) => each.startsWith(beginning)).toSorted();
        expect(beginningWith(beginning)).toEqual(expected);
        close();
      },
    ),
    { numRuns: 100 },
  );
});

it('has none if there are more than it looks for', () => {
  const terms = Array.from({ length: MAX_EXPANSIONS + 1 }, (_, n) => `abc${n}`);
  const all = opened(terms);
  expect(all.beginningWith('abc')).toBeUndefined();
  expect(all.beginningWith('abc1')).toHaveLength(11);
  all.close();
  const some = opened(terms.slice(1));
  expect(some.beginningWith('abc')).toHaveLength(MAX_EXPANSIONS);
  some.close();
});
