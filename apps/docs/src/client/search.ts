// Finds parts of pages. Loaded when the search is first opened, together with what it finds.

import MiniSearch from 'minisearch';
import type { SearchDocument } from '../search/documents.ts';
import { terms } from './search-text.ts';

declare global {
  var searchDocuments: readonly SearchDocument[] | undefined;
  var findDocuments: ((query: string) => readonly SearchDocument[]) | undefined;
}

const MAX_RESULTS = 20;

const documents = globalThis.searchDocuments ?? [];
const index = new MiniSearch<SearchDocument & { readonly id: number }>({
  fields: ['t', 'p', 'x'],
  tokenize: terms,
  processTerm: (term) => term,
  searchOptions: { boost: { t: 4, p: 2 }, prefix: true, combineWith: 'AND' },
});
index.addAll(documents.map((each, id) => ({ ...each, id })));

/** Those with all words, and first those with the words as they were typed. */
globalThis.findDocuments = (query) => {
  if (terms(query).length === 0) return [];
  const all = index.search(query);
  const found = all.length > 0 ? all : index.search(query, { combineWith: 'OR', fuzzy: 0.2 });
  const typed = query.trim().toLowerCase();
  return found
    .flatMap(({ id, score }) => {
      const document = documents[Number(id)];
      return document ? [{ document, score, rank: rank(document, typed) }] : [];
    })
    .sort((a, b) => b.rank - a.rank || b.score - a.score)
    .slice(0, MAX_RESULTS)
    .map(({ document }) => document);
};

/** A name that was typed in full comes first, then fields and values, then titles and texts that say little else. */
function rank({ t, p, x, f }: SearchDocument, typed: string): number {
  const title = (t === '' ? p : t).toLowerCase();
  if (!typed.includes(' ') && (title === typed || title.split(/[.: ]+/).includes(typed))) return 3;
  const share = Math.max(...[title, x].map((text) => shareOf(text.toLowerCase(), typed)));
  return share === 0 ? 0 : 1 + share + (f === 1 ? 0.5 : 0);
}

/** How much of a text was typed; 0 if it is not in it. */
function shareOf(text: string, typed: string): number {
  return text.includes(typed) ? typed.length / text.length : 0;
}
