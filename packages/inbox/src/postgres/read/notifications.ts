import { orderingKeyOf } from '../../identity/subject.ts';
import type { Row } from '../../rows/columns.ts';
import type { FilterRow } from '../../rows/filter-row.ts';
import type { NotificationRows } from '../../rows/notification-rows.ts';
import type { PageRow } from '../../rows/page.ts';
import { CLOCK_DIFFERENCE_MS } from '../clock-difference.ts';
import type { Query } from '../connection/open-transaction.ts';
import { queueOf } from '../keys.ts';
import { searchQuery } from '../search.ts';
import { fromColumn, toColumn } from '../text-column.ts';
import { conditionsOf, type Parameters } from './conditions.ts';

/** The notifications of a page. */
export async function listNotifications(query: Query, filter: FilterRow, page: PageRow): Promise<Row[]> {
  const range = await seqRangeOf(query, filter);
  const { text, values } = notificationList(filter, page, range, await isRare(query, filter, range));
  return (await query(text, values)).map(withTexts);
}

/**
 * Whether few of the newest notifications of a filter's event type and time have its terms. The planner does not know: it
 * takes an id for a word that some in a thousand have, and reads the newest notifications until the page is full; and it
 * takes the beginning of a common word for a rare one, and fetches hundreds of thousands of rows by the index of the terms
 * (measured with 1,000,000: 1 to 3 s).
 */
async function isRare(query: Query, filter: FilterRow, range: SeqRange): Promise<boolean> {
  const { terms } = filter;
  if (!terms) return false;
  const { add, where, values } = conditionsOf([searchQuery(terms)]);
  addPlace(add, filter, range);
  const [row] = await query(
    `WITH newest AS MATERIALIZED (
      SELECT terms FROM notification ${where()} ORDER BY seq DESC LIMIT ${NEWEST_ROWS})
    SELECT count(*) AS rows, count(*) FILTER (WHERE terms @@ $1::tsquery) AS found FROM newest`,
    values,
  );
  // If there are no more, they are read quickly.
  return Number(row?.['rows']) === NEWEST_ROWS && Number(row?.['found']) < RARE;
}

/** What `notification` alone knows of a filter by an index in the order of `seq`. */
function addPlace(add: Parameters['add'], { eventType }: FilterRow, { first, last }: SeqRange): void {
  if (eventType !== undefined) add('notification.event_type = ?', toColumn(eventType));
  if (first !== undefined) add('notification.seq >= ?', first);
  if (last !== undefined) add('notification.seq <= ?', last);
}

/** One notification with its deliveries and attempts. */
export async function findNotification(query: Query, id: string): Promise<NotificationRows | undefined> {
  const [row] = await query(ONE, [toColumn(id)]);
  if (!row) return undefined;
  const attempts = await query(ATTEMPTS, [row['seq']]);
  return {
    row: withTexts(row),
    deliveries: await query(DELIVERIES, [row['seq']]),
    attempts: attempts.map(withTexts),
  };
}

/** The query for a page. */
function notificationList(
  filter: FilterRow,
  page: PageRow,
  range: SeqRange,
  isRare: boolean,
): { readonly text: string; readonly values: readonly unknown[] } {
  const { eventType, state, subject, receivedFrom, receivedTo, terms, unreadable, cause } = filter;
  const { add, where, values } = conditionsOf();
  // Without an event type `progress` alone finds the page. Bounds of `notification` besides would make the planner merge both.
  if (eventType !== undefined) addPlace(add, filter, range);
  if (state !== undefined) add('progress.state = ?', state);
  if (subject) {
    const keys = subject.eventTypes.map((each) => orderingKeyOf(each, subject.value));
    add('notification.queue = ANY(?::uuid[])', keys.map(queueOf));
    add('notification.ordering_key = ANY(?::text[])', keys.map(toColumn));
  }
  // In `progress`, whose rows are a tenth as long: up to a minute of them is read before the first of the time.
  if (receivedFrom !== undefined) add('progress.received_at >= ?', receivedFrom);
  if (receivedTo !== undefined) add('progress.received_at < ?', receivedTo);
  // The planner knows that both have the same seq, but not that a bound of the one is a bound of the other.
  if (range.first !== undefined) add('progress.seq >= ?', range.first);
  if (range.last !== undefined) add('progress.seq <= ?', range.last);
  // Each way is forced on the planner: a subquery that is materialized is planned for itself, by the index of the terms, which
  // a condition in `coalesce` cannot use.
  if (terms && isRare) add(`notification.seq IN (${BY_TERMS})`, searchQuery(terms));
  else if (terms) add('coalesce(notification.terms @@ ?::tsquery, false)', searchQuery(terms));
  if (unreadable !== undefined) add(`progress.unreadable IS ${unreadable ? 'NOT NULL' : 'NULL'}`);
  if (cause !== undefined) add('progress.cause = ?', cause);
  // Indexes of `progress` find those in a state other than `handled`, and those with a cause: they are few.
  const isByProgress = cause !== undefined || (state !== undefined && state !== 'handled');
  if (isByProgress && eventType !== undefined) add('progress.event_type = ?', toColumn(eventType));
  if (page.after !== undefined) {
    const operator = page.oldestFirst ? '>' : '<';
    add(`progress.seq ${operator} ?`, page.after);
    if (eventType !== undefined) add(`notification.seq ${operator} ?`, page.after);
  }
  const order = page.oldestFirst ? 'ASC' : 'DESC';
  return {
    // The inner query finds the page in indexes and in `progress`. Only the rows of the page are read from `notification`.
    text: `
      SELECT ${COLUMNS} FROM (
        SELECT seq FROM notification JOIN progress USING (seq) ${where()} ORDER BY progress.seq ${order} LIMIT ${page.limit}
      ) AS page JOIN notification USING (seq) JOIN progress USING (seq) ORDER BY seq ${order}`,
    values,
  };
}

/** The first and the last seq that notifications of a time may have. */
interface SeqRange {
  readonly first?: number;
  readonly last?: number;
}

/**
 * Where a list of a time begins and ends. Lists have the order of `seq`, and times have nearly the same order: the clocks of
 * the processes differ by {@link CLOCK_DIFFERENCE_MS} at most. Asked before the list, because the planner guesses how
 * selective the result of a subquery is, and then sorts hundreds of thousands of rows for a page of fifty.
 */
async function seqRangeOf(query: Query, { receivedFrom, receivedTo }: FilterRow): Promise<SeqRange> {
  if (receivedFrom === undefined && receivedTo === undefined) return {};
  const from = receivedFrom === undefined ? null : receivedFrom - CLOCK_DIFFERENCE_MS;
  const to = receivedTo === undefined ? null : receivedTo + CLOCK_DIFFERENCE_MS;
  const [row] = await query(SEQ_RANGE, [from, to]);
  const [first, last] = [row?.['first'], row?.['last']];
  return {
    // Nothing has been received since: the list is empty.
    ...(from !== null && { first: first === null ? Number.MAX_SAFE_INTEGER : Number(first) }),
    ...(last != null && { last: Number(last) }),
  };
}

const SEQ_RANGE = `
  SELECT
    (SELECT seq FROM notification WHERE received_at >= $1::bigint ORDER BY received_at, seq LIMIT 1) AS first,
    (SELECT seq FROM notification WHERE received_at >= $2::bigint ORDER BY received_at, seq LIMIT 1) AS last`;

const NEWEST_ROWS = 2_000;
// One of a hundred.
const RARE = NEWEST_ROWS / 100;

const BY_TERMS = `
  WITH found AS MATERIALIZED (SELECT seq FROM notification WHERE terms @@ ?::tsquery) SELECT seq FROM found`;

/** The texts that may have an escape. */
function withTexts(row: Row): Row {
  const texts = ['id', 'orderingKey', 'error', 'discardReason', 'unreadable', 'repeats']
    .filter((name) => typeof row[name] === 'string')
    .map((name) => [name, fromColumn(String(row[name]))]);
  return { ...row, ...Object.fromEntries(texts) };
}

const COLUMNS = `
  notification.seq, notification.id, notification.event_type AS "eventType", notification.ordering_key AS "orderingKey",
  progress.state, notification.received_at AS "receivedAt", progress.last_received_at AS "lastReceivedAt",
  progress.deliveries, progress.attempts, progress.replays, progress.due_at AS "dueAt",
  progress.completed_at AS "completedAt", progress.error, progress.discarded_at AS "discardedAt",
  progress.discard_reason AS "discardReason", progress.unreadable, notification.repeats,
  progress.replayed_by AS "replayedBy"`;

const ONE = `SELECT ${COLUMNS}, notification.body FROM notification JOIN progress USING (seq) WHERE id = $1`;

const DELIVERIES = `SELECT received_at AS "receivedAt" FROM delivery WHERE seq = $1 ORDER BY number`;

const ATTEMPTS = `
  SELECT number, outcome, started_at AS "startedAt", ended_at AS "endedAt", error FROM attempt
  WHERE seq = $1 ORDER BY number DESC LIMIT 100`;
