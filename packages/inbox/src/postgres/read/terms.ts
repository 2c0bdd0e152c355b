import type { Row } from '../../rows/columns.ts';
import type { FilterRow, TermRow } from '../../rows/filter-row.ts';
import type { PageRow } from '../../rows/page.ts';
import { searchTerms } from '../../rows/search-terms.ts';
import type { Query } from '../connection/open-transaction.ts';
import { searchQuery } from '../search.ts';
import { matching } from './filter-conditions.ts';
import { pageText, rowsOfPage } from './page-text.ts';
import { createParameters } from './parameters.ts';
import type { SeqRange } from './seq-range.ts';

/**
 * The notifications of a page whose terms few have: all of them are found by the index of the terms, which has no order. The
 * event type is a term as well.
 *
 * @returns `undefined` if there are more than {@link MOST_FOUND}, or if it takes long to find out.
 */
export async function searchByTerms(
  query: Query,
  filter: FilterRow,
  page: PageRow,
  { first, last }: SeqRange,
): Promise<Row[] | undefined> {
  const terms = await termsToLookUp(query, filter);
  if (terms.length === 0) return undefined;
  const { add, values } = createParameters();
  const rows = await query(
    `WITH candidate AS MATERIALIZED (
      SELECT seq FROM notification WHERE terms @@ ${add(searchQuery(terms))}::tsquery LIMIT ${MOST_FOUND + 1}),
    found AS (SELECT count(*) > ${MOST_FOUND} AS "areMany" FROM candidate),
    page AS MATERIALIZED (
      SELECT seq FROM candidate
      WHERE NOT (SELECT "areMany" FROM found) AND seq >= ${first} AND seq <= ${last} AND ${matching(add, filter)}
      ORDER BY seq ${page.oldestFirst ? 'ASC' : 'DESC'} LIMIT ${page.limit})
    ${pageText(page, 'found')}`,
    values,
  );
  return rows[0]?.['areMany'] === true ? undefined : rowsOfPage(rows);
}

/**
 * The terms of a filter that are looked up in the index; the others are compared with what is found. None if that takes long.
 * The index gives what has all of some terms by skipping through the lists of the frequent ones. But the lists of all terms with
 * a prefix are first put together as a whole: 330,000 entries take 100 ms. How many they are, a sample says that is taken at
 * random places.
 */
async function termsToLookUp(
  query: Query,
  { terms = [], eventType }: FilterRow,
): Promise<readonly TermRow[]> {
  const ofType = eventType === undefined ? [] : searchTerms(eventType);
  const all = [...terms, ...ofType.map((term) => ({ term, isPrefix: false }))];
  const counts = await estimatedCounts(query, [...all.map((each) => [each]), all]);
  const countOf = (each: TermRow) => counts[all.indexOf(each)] ?? 0;
  const lookedUp = all.filter((each) => !each.isPrefix || countOf(each) <= MOST_OF_PREFIX);
  // The event type alone has an index of its own.
  const isOfFilter = lookedUp.some((each) => terms.includes(each));
  const isQuick = Math.min(...lookedUp.map(countOf)) <= MOST_OF_TERM;
  const areFew = Number(counts.at(-1)) <= 2 * MOST_FOUND;
  return isOfFilter && isQuick && areFew ? lookedUp : [];
}

/** How many notifications have all of some terms, about, for several such: from a sample of the table's pages. */
async function estimatedCounts(
  query: Query,
  queries: readonly (readonly TermRow[])[],
): Promise<readonly number[]> {
  const [table] = await query(PAGES);
  const percent = Math.min(100, (100 * SAMPLE_PAGES) / Math.max(1, Number(table?.['pages'])));
  const { add, values } = createParameters();
  const counts = queries.map(
    (terms, n) => `count(*) FILTER (WHERE terms @@ ${add(searchQuery(terms))}::tsquery) AS "${n}"`,
  );
  const [sample] = await query(
    `SELECT ${counts.join(', ')} FROM notification TABLESAMPLE SYSTEM (${percent})`,
    values,
  );
  return queries.map((_, n) => (Number(sample?.[n]) * 100) / percent);
}

const PAGES = `SELECT pg_relation_size('notification') / current_setting('block_size')::bigint AS pages`;
const SAMPLE_PAGES = 50;

// Their rows are looked up at scattered places.
const MOST_FOUND = 5_000;

// Each takes about 30 ms.
const MOST_OF_PREFIX = 100_000;
const MOST_OF_TERM = 200_000;
