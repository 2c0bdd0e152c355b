/** A piece of an excerpt. */
export interface Piece {
  readonly text: string;
  readonly isMatch: boolean;
}

/**
 * The words of a text as the search compares them: in lower case, and names also in parts, so that `transferId` is found by
 * `transfer` and `ALREADY_EXISTS_ERROR` by `exists`.
 */
export function terms(text: string): string[] {
  const words = text.split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
  return words.flatMap((word) => {
    const parts = word
      .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
      .split(/[ _]+/)
      .filter(Boolean);
    return parts.map((part) => part.toLowerCase());
  });
}

const BEFORE_CHARS = 60;
const MAX_CHARS = 180;

/** The place of a text where a query is found, with the words of the query marked. */
export function excerpt(text: string, query: string): readonly Piece[] {
  const pattern = patternOf(text, query.trim());
  const first = Math.max(0, text.search(pattern));
  const start = first <= BEFORE_CHARS ? 0 : text.indexOf(' ', first - BEFORE_CHARS) + 1;
  const shown = text.slice(start, start + MAX_CHARS);
  const pieces: Piece[] = start > 0 ? [{ text: '… ', isMatch: false }] : [];
  let end = 0;
  for (const match of shown.matchAll(pattern)) {
    pieces.push({ text: shown.slice(end, match.index), isMatch: false }, { text: match[0], isMatch: true });
    end = match.index + match[0].length;
  }
  pieces.push({ text: shown.slice(end) + (start + MAX_CHARS < text.length ? ' …' : ''), isMatch: false });
  return pieces.filter(({ text: part }) => part !== '');
}

/** The query as it was typed, if the text has it; otherwise its words, where a word begins. */
function patternOf(text: string, query: string): RegExp {
  const escaped = query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (query !== '' && text.toLowerCase().includes(query.toLowerCase())) return new RegExp(escaped, 'gi');
  const words = escaped.split(/\s+/).filter((word) => word.length > 2);
  return new RegExp(words.length === 0 ? '(?!)' : `(?<![\\p{L}\\p{N}])(?:${words.join('|')})`, 'giu');
}
