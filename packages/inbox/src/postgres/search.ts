import type { TermRow } from '../rows/filter-row.ts';
import { searchTerms } from '../rows/search-terms.ts';

/** The terms of a search text as a `tsvector`: each once, as they are, without a dictionary and without positions. */
export function searchVector(searchText: string): string {
  const lexemes = new Set<string>();
  let bytes = 0;
  for (const term of searchTerms(searchText)) {
    const lexeme = cut(term);
    if (lexemes.has(lexeme)) continue;
    bytes += Buffer.byteLength(lexeme);
    if (bytes > MAX_VECTOR_BYTES) break;
    lexemes.add(lexeme);
  }
  return [...lexemes].map(quoted).join(' ');
}

/** A `tsquery` for what has all of some terms. */
export function searchQuery(terms: readonly TermRow[]): string {
  return terms.map(({ term, isPrefix }) => `${quoted(cut(term))}${isPrefix ? ':*' : ''}`).join(' & ');
}

// A tsvector takes a mebibyte. A notification with more is found by its first terms.
const MAX_VECTOR_BYTES = 1_000_000;

// A lexeme takes 2,046 bytes, and a character up to 4.
const MAX_TERM_CHARS = 500;

function cut(term: string): string {
  return term.length > MAX_TERM_CHARS ? term.slice(0, MAX_TERM_CHARS).toWellFormed() : term;
}

/** The characters of a term are letters, digits and some signs, none of which needs an escape. */
function quoted(term: string): string {
  return `'${term}'`;
}
