import { CursorError } from '../errors.ts';
import type { Page, PageRequest } from '../reading/pages.ts';
import type { Row } from './columns.ts';

/** Which part of a list, as columns. */
export interface PageRow {
  readonly limit: number;
  /** The seq after which the page begins in the order of the list; exclusive. */
  readonly after?: number | undefined;
  readonly oldestFirst: boolean;
}

/** A requested page. Its limit is one more than requested: that row says whether there is a next page. */
export function pageRow({ limit, cursor, oldestFirst = false }: PageRequest): PageRow {
  return { limit: limit + 1, oldestFirst, after: cursor === undefined ? undefined : seqOf(cursor) };
}

/**
 * Rows as a page.
 *
 * @param searchedTo the seq at which the search ended, if it ended before the list did.
 */
export function pageOf<Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  searchedTo?: number,
): Page<Item> {
  const end = rows.length > limit ? Number(rows[limit - 1]?.['seq']) : searchedTo;
  return {
    items: rows.slice(0, limit).map(item),
    ...(end !== undefined && { nextCursor: cursorOf(end) }),
  };
}

function cursorOf(seq: number): string {
  return Buffer.from(String(seq)).toString('base64url');
}

function seqOf(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,15}$/.test(text)) throw new CursorError('expected the nextCursor of an earlier page');
  return Number(text);
}
