import type { FilterRow } from '../../rows/filter-row.ts';
import type { FoundRows } from '../../rows/notification-rows.ts';
import type { PageRow } from '../../rows/page.ts';
import type { Query } from '../connection/open-transaction.ts';
import { candidatesOf } from './candidates.ts';
import { pageText, rowsOfPage } from './page-text.ts';
import { createParameters } from './parameters.ts';
import { type SeqRange, seqRangeOf } from './seq-range.ts';
import { searchByTerms } from './terms.ts';

/**
 * The notifications of a page. It reads a bounded number of rows, whatever the filter is and however many are stored: if few
 * of them match, the page is short, or empty, and says where the search ended. Terms that few notifications have are found by
 * the index of the terms.
 *
 * @param query of a transaction that finds its rows by index.
 */
export async function listNotifications(query: Query, filter: FilterRow, page: PageRow): Promise<FoundRows> {
  const range = await seqRangeOf(query, filter, page);
  const found = await searchCandidates(query, filter, page, range);
  if (found.searchedTo === undefined || !filter.terms) return found;
  const byTerms = await searchByTerms(query, filter, page, range);
  return byTerms ? { rows: byTerms } : found;
}

async function searchCandidates(
  query: Query,
  filter: FilterRow,
  page: PageRow,
  range: SeqRange,
): Promise<FoundRows> {
  const { add, values } = createParameters();
  const { text, most, others, order } = candidatesOf(
    add,
    filter,
    page,
    range,
    await isStateRarer(query, filter),
  );
  const rows = await query(
    `WITH page AS MATERIALIZED (
      SELECT seq FROM (${text(`LIMIT ${most}`)}) AS candidate WHERE matches AND ${others}
      ${order} LIMIT ${page.limit}),
    searched AS (
      SELECT CASE WHEN (SELECT count(*) FROM page) < ${page.limit}
        THEN (SELECT seq FROM (${text(`OFFSET ${most - 1} LIMIT 1`)}) AS last) END AS "searchedTo")
    ${pageText(page, 'searched')}`,
    values,
  );
  const searchedTo = rows[0]?.['searchedTo'];
  return { rows: rowsOfPage(rows), ...(typeof searchedTo === 'number' && { searchedTo }) };
}

/** Whether the state of a filter has fewer notifications than its event type. */
async function isStateRarer(query: Query, { eventType, state }: FilterRow): Promise<boolean> {
  if (eventType === undefined || state === undefined || state === 'handled') return false;
  const [row] = await query(COUNTS, [eventType, state]);
  return Number(row?.['ofState']) < Number(row?.['ofType']);
}

const COUNTS = `
  SELECT coalesce(sum(count) FILTER (WHERE event_type = $1), 0)::bigint AS "ofType",
    coalesce(sum(count) FILTER (WHERE state = $2), 0)::bigint AS "ofState"
  FROM (TABLE counter UNION ALL TABLE counter_change) AS counted`;
