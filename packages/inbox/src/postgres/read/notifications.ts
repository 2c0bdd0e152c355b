import { orderingKeyOf } from '../../identity/subject.ts';
import type { Row } from '../../rows/columns.ts';
import type { FilterRow } from '../../rows/filter-row.ts';
import type { NotificationRows } from '../../rows/notification-rows.ts';
import type { PageRow } from '../../rows/page.ts';
import { CLOCK_DIFFERENCE_MS } from '../clock-difference.ts';
import type { Query } from '../connection/transactions.ts';
import { queueOf } from '../keys.ts';
import { searchQuery } from '../search.ts';
import { fromColumn, toColumn } from '../text-column.ts';
import { conditionsOf, type Parameters } from './conditions.ts';

/** The notifications of a page. */
export async function listNotifications(query: Query, filter: FilterRow, page: PageRow): Promise<Row[]> {
  const { text, values } = notificationList(filter, page, await isRare(query, filter));
  return (await query(text, values)).map(withTexts);
}

/**
 * Whether few of the newest notifications have the terms of a filter. The planner does not know: it takes an id for a word that
 * some in a thousand have, and reads the newest notifications until the page is full (measured with 1,000,000: 3 s).
 */
async function isRare(query: Query, { terms }: FilterRow): Promise<boolean> {
  if (!terms) return false;
  const [row] = await query(COUNT_AMONG_NEWEST, [searchQuery(terms)]);
  return Number(row?.['count']) < RARE;
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
  isRare: boolean,
): { readonly text: string; readonly values: readonly unknown[] } {
  const { eventType, state, subject, receivedFrom, receivedTo, terms, unreadable, cause } = filter;
  const { add, where, values } = conditionsOf();
  if (eventType !== undefined) add('notification.event_type = ?', toColumn(eventType));
  if (state !== undefined) add('progress.state = ?', state);
  if (subject) {
    const keys = subject.eventTypes.map((each) => orderingKeyOf(each, subject.value));
    add('notification.queue = ANY(?::uuid[])', keys.map(queueOf));
    add('notification.ordering_key = ANY(?::text[])', keys.map(toColumn));
  }
  if (receivedFrom !== undefined) addFrom(add, receivedFrom);
  if (receivedTo !== undefined) addTo(add, receivedTo);
  // A subquery that is materialized is planned for itself, by the index of the terms.
  if (terms && isRare) add(`notification.seq IN (${BY_TERMS})`, searchQuery(terms));
  else if (terms) add('notification.terms @@ ?::tsquery', searchQuery(terms));
  if (unreadable !== undefined) add(`progress.unreadable IS ${unreadable ? 'NOT NULL' : 'NULL'}`);
  if (cause !== undefined) add('progress.cause = ?', cause);
  if (cause !== undefined && eventType !== undefined) add('progress.event_type = ?', toColumn(eventType));
  if (page.after !== undefined) add(`notification.seq ${page.oldestFirst ? '>' : '<'} ?`, page.after);
  const order = page.oldestFirst ? 'ASC' : 'DESC';
  return {
    text: `SELECT ${COLUMNS} FROM notification JOIN progress USING (seq) ${where()} ORDER BY notification.seq ${order} LIMIT ${page.limit}`,
    values,
  };
}

/**
 * Lists have the order of `seq`, and times have nearly the same order: the clocks of the processes differ. The second
 * condition lets the list begin near the right place instead of at its end.
 */
function addFrom(add: Parameters['add'], time: number): void {
  add('notification.received_at >= ?', time);
  add(
    `notification.seq >= coalesce((
      SELECT seq FROM notification WHERE received_at >= ?::bigint ORDER BY received_at, seq LIMIT 1), 0)`,
    time - CLOCK_DIFFERENCE_MS,
  );
}

function addTo(add: Parameters['add'], time: number): void {
  add('notification.received_at < ?', time);
  add(
    `notification.seq <= coalesce((
      SELECT seq FROM notification WHERE received_at >= ?::bigint ORDER BY received_at, seq LIMIT 1), ${MAX_SEQ})`,
    time + CLOCK_DIFFERENCE_MS,
  );
}

const NEWEST_ROWS = 2_000;
// One of a hundred.
const RARE = NEWEST_ROWS / 100;

// Materialized, or the planner reads all that have a common word by the index of the terms.
const COUNT_AMONG_NEWEST = `
  WITH newest AS MATERIALIZED (SELECT terms FROM notification ORDER BY seq DESC LIMIT ${NEWEST_ROWS})
  SELECT count(*) AS count FROM newest WHERE terms @@ $1::tsquery`;

const BY_TERMS = `
  WITH found AS MATERIALIZED (SELECT seq FROM notification WHERE terms @@ ?::tsquery) SELECT seq FROM found`;

const MAX_SEQ = '9223372036854775807';

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
