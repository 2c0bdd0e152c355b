import type { FilterRow } from '../../rows/filter-row.ts';
import type { PageRow } from '../../rows/page.ts';
import { CLOCK_DIFFERENCE_MS } from '../clock-difference.ts';
import type { Query } from '../connection/open-transaction.ts';

/** The first and the last seq that a page may have. */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Where a page begins and ends. Lists have the order of `seq`, and times have nearly the same order: the clocks of the
 * processes differ by {@link CLOCK_DIFFERENCE_MS} at most. Asked before the list, because the planner guesses how selective the
 * result of a subquery is, and then sorts hundreds of thousands of rows for a page of fifty.
 */
export async function seqRangeOf(query: Query, filter: FilterRow, page: PageRow): Promise<SeqRange> {
  const { receivedFrom, receivedTo } = filter;
  const whole = withoutEarlierPages({ first: 0, last: Number.MAX_SAFE_INTEGER }, page);
  if (receivedFrom === undefined && receivedTo === undefined) return whole;
  const from = receivedFrom === undefined ? null : receivedFrom - CLOCK_DIFFERENCE_MS;
  const to = receivedTo === undefined ? null : receivedTo + CLOCK_DIFFERENCE_MS;
  const [row] = await query(SEQ_RANGE, [from, to]);
  const [first, last] = [row?.['first'], row?.['last']];
  // Nothing has been received since: the list is empty.
  if (from !== null && first === null) return NONE;
  const range = {
    first: Math.max(whole.first, Number(first ?? 0)),
    last: Math.min(whole.last, Number(last ?? Number.MAX_SAFE_INTEGER)),
  };
  return withoutOtherTimes(query, range, filter, page);
}

const NONE: SeqRange = { first: 1, last: 0 };

function withoutEarlierPages({ first, last }: SeqRange, { after, oldestFirst }: PageRow): SeqRange {
  if (after === undefined) return { first, last };
  return oldestFirst
    ? { first: Math.max(first, after + 1), last }
    : { first, last: Math.min(last, after - 1) };
}

/**
 * Leaves out the rows at the beginning of a list that have other times: all that were received in up to a minute. They are read
 * from `progress`, whose rows are a tenth as long; only so many of them that it does not take long.
 */
async function withoutOtherTimes(
  query: Query,
  { first, last }: SeqRange,
  { receivedFrom, receivedTo }: FilterRow,
  { oldestFirst }: PageRow,
): Promise<SeqRange> {
  const time = oldestFirst ? receivedFrom : receivedTo;
  if (time === undefined) return { first, last };
  const [row] = await query(oldestFirst ? FIRST_OF_TIME : LAST_OF_TIME, [first, last, time]);
  const seq = row?.['seq'];
  if (typeof seq !== 'number') return NONE;
  return oldestFirst ? { first: seq, last } : { first, last: seq };
}

// What is received in a minute at 1,000 a second.
const MOST_OF_OTHER_TIMES = 60_000;

const FIRST_OF_TIME = `
  WITH start AS MATERIALIZED (SELECT seq FROM progress WHERE seq >= $1 AND seq <= $2 ORDER BY seq LIMIT 1)
  SELECT coalesce((
      SELECT seq FROM progress
      WHERE seq >= (SELECT seq FROM start) AND seq < (SELECT seq FROM start) + ${MOST_OF_OTHER_TIMES} AND received_at >= $3
      ORDER BY seq LIMIT 1),
    seq + ${MOST_OF_OTHER_TIMES}) AS seq FROM start`;

const LAST_OF_TIME = `
  WITH start AS MATERIALIZED (SELECT seq FROM progress WHERE seq >= $1 AND seq <= $2 ORDER BY seq DESC LIMIT 1)
  SELECT coalesce((
      SELECT seq FROM progress
      WHERE seq <= (SELECT seq FROM start) AND seq > (SELECT seq FROM start) - ${MOST_OF_OTHER_TIMES} AND received_at < $3
      ORDER BY seq DESC LIMIT 1),
    seq - ${MOST_OF_OTHER_TIMES}) AS seq FROM start`;

const SEQ_RANGE = `
  SELECT
    (SELECT seq FROM notification WHERE received_at >= $1::bigint ORDER BY received_at, seq LIMIT 1) AS first,
    (SELECT seq FROM notification WHERE received_at >= $2::bigint ORDER BY received_at, seq LIMIT 1) AS last`;
