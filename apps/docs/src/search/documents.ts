import { LEVEL_OF_PART, type Part } from '../layout/headings.ts';
import type { Page } from '../site/page.ts';

/** What the search finds: a part of a page. Short names, because a reader loads all of them. */
export interface SearchDocument {
  /** Its address. */
  readonly u: string;
  /** The title of its page. */
  readonly p: string;
  /** The title of the part; for the beginning of a page its name, or nothing. */
  readonly t: string;
  readonly x: string;
  /** 1 for a field or a value. */
  readonly f?: 1;
}

/** The parts of a page for the search. */
export function searchDocuments(page: Page, parts: readonly Part[]): readonly SearchDocument[] {
  return parts
    .filter(({ id, text }) => id === '' || text !== '')
    .map(({ id, title, text, level }) => ({
      u: id === '' ? page.url : `${page.url}#${id}`,
      p: page.title,
      t: id === '' ? (page.name ?? '') : title,
      x: id === '' ? [page.description, text].filter(Boolean).join(' ') : text,
      ...(level === LEVEL_OF_PART && { f: 1 as const }),
    }));
}
