import { orderingKeyOf } from '../../identity/subject.ts';
import type { FilterRow, TermRow } from '../../rows/filter-row.ts';
import type { PageRow } from '../../rows/page.ts';
import { searchTerms } from '../../rows/search-terms.ts';
import { type Condition, orderOf, pageConditions, type Query, select } from './query.ts';

/** A range of seqs. */
export interface Span {
  /** Inclusive. */
  readonly from?: number | undefined;
  /** Exclusive. */
  readonly to?: number | undefined;
}

/** The query for a list of notifications if {@link hitList} gives none. It reads one index until the page is full. */
export function notificationList(filter: FilterRow, span: Span, page: PageRow): Query {
  const conditions = [...seqConditions('seq', span, page), ...ownConditions(filter)];
  const from = filter.cause === undefined ? 'notification' : 'notification INDEXED BY notification_cause';
  return select(NOTIFICATION, from, conditions, orderOf('seq', page), page.limit);
}

/** The query for the notifications that match the filter among those with some seqs. @param seqs a JSON array. */
export function matchingNotifications(filter: FilterRow, seqs: string, page: PageRow): Query {
  const isOneOf: Condition = ['seq IN (SELECT value FROM json_each(?))', seqs];
  return select(
    NOTIFICATION,
    'notification',
    [isOneOf, ...ownConditions(filter)],
    orderOf('seq', page),
    page.limit,
  );
}

/**
 * The query for the seqs of {@link MAX_HITS} candidates, as a JSON array, if no index leads to exactly what the filter
 * says: the other conditions are checked on them. Terms, subjects and event types are found by the search index.
 *
 * @param byState candidates by state instead of by event type.
 */
export function hitList(filter: FilterRow, span: Span, page: PageRow, byState: boolean): Query | undefined {
  const hits = hitsOf(filter, span, page, byState);
  if (!hits) return undefined;
  const last = page.oldestFirst ? 'max(seq)' : 'min(seq)';
  return {
    text: `SELECT json_group_array(seq) AS seqs, count(*) AS count, ${last} AS last FROM (${hits.text})`,
    values: hits.values,
  };
}

function hitsOf(filter: FilterRow, span: Span, page: PageRow, byState: boolean): Query | undefined {
  const { eventType, state, subject, terms } = filter;
  if (!terms && !subject && (eventType === undefined || filter.cause !== undefined)) return undefined;
  if (!terms && !subject && byState && state !== undefined) {
    const conditions: Condition[] = [['state = ?', state], ...seqConditions('seq', span, page)];
    return select('seq AS seq', 'notification', conditions, orderOf('seq', page), MAX_HITS);
  }
  const match = [
    ...(eventType === undefined ? [] : [allOf(searchTerms(eventType))]),
    ...(subject ? [matchSubject(subject)] : []),
    ...(terms ?? []).map(matchTerm),
  ].join(' AND ');
  const conditions: Condition[] = [['search_index MATCH ?', match], ...seqConditions('rowid', span, page)];
  return select('rowid AS seq', 'search_index', conditions, orderOf('rowid', page), MAX_HITS);
}

/** The terms of a subject are in the search text. A subject without terms is looked for among all of its event types. */
function matchSubject({ value, eventTypes }: NonNullable<FilterRow['subject']>): string {
  const terms = searchTerms(value);
  return terms.length > 0
    ? allOf(terms)
    : `(${eventTypes.map((eventType) => allOf(searchTerms(eventType))).join(' OR ')})`;
}

function matchTerm({ term, isPrefix, expansions = [] }: TermRow): string {
  if (expansions.length > 0) return `(${expansions.map((each) => `"${each}"`).join(' OR ')})`;
  return `"${term}"${isPrefix ? '*' : ''}`;
}

function allOf(terms: readonly string[]): string {
  return `(${terms.map((term) => `"${term}"`).join(' AND ')})`;
}

/** So many are checked in some milliseconds. */
export const MAX_HITS = 5_000;

/** The conditions on a notification itself. */
function ownConditions({ eventType, state, subject, unreadable, cause }: FilterRow): Condition[] {
  const conditions: Condition[] = [];
  if (eventType !== undefined) conditions.push(['event_type = ?', eventType]);
  if (state !== undefined) conditions.push(['state = ?', state]);
  if (subject) {
    const orderingKeys = subject.eventTypes.map((eventType) => orderingKeyOf(eventType, subject.value));
    conditions.push([`ordering_key IN (${orderingKeys.map(() => '?').join(', ')})`, ...orderingKeys]);
  }
  if (unreadable !== undefined) conditions.push([`unreadable IS ${unreadable ? 'NOT NULL' : 'NULL'}`]);
  if (cause !== undefined) conditions.push(['cause = ?', cause]);
  return conditions;
}

function seqConditions(seq: string, { from, to }: Span, page: PageRow): Condition[] {
  const conditions: Condition[] = [];
  if (from !== undefined) conditions.push([`${seq} >= ?`, from]);
  if (to !== undefined) conditions.push([`${seq} < ?`, to]);
  return [...conditions, ...pageConditions(seq, page)];
}

/** The columns of a notification in a list. */
export const NOTIFICATION = `
  seq, id, event_type AS eventType, ordering_key AS orderingKey, state, received_at AS receivedAt, last_received_at AS lastReceivedAt,
  deliveries, attempts, replays, due_at AS dueAt, completed_at AS completedAt, error, discarded_at AS discardedAt,
  discard_reason AS discardReason, unreadable, repeats, replayed_by AS replayedBy`;
