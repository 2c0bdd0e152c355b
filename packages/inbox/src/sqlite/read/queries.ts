import { orderingKeyOf } from '../../identity/subject.ts';
import { searchTerms } from '../search-terms.ts';

/** Which notifications, as columns. */
export interface FilterRow {
  readonly eventType?: string | undefined;
  readonly state?: string | undefined;
  /** The subject, and the event types whose subject it may be. */
  readonly subject?: { readonly value: string; readonly eventTypes: readonly string[] } | undefined;
  readonly receivedFrom?: number | undefined;
  readonly receivedTo?: number | undefined;
  readonly terms?: readonly TermRow[] | undefined;
  readonly unreadable?: boolean | undefined;
}

/** A word. */
interface TermRow {
  readonly term: string;
  /** Whether it may be the beginning of one. */
  readonly isPrefix: boolean;
  /** The words of which it is the beginning, where they are known. */
  readonly expansions?: readonly string[] | undefined;
}

/** Which part of a list. */
export interface PageRow {
  readonly limit: number;
  /** Exclusive; in the order of the list. */
  readonly after?: number | undefined;
  readonly oldestFirst: boolean;
}

/** Seqs in the order of receipt. */
export interface Span {
  /** Inclusive. */
  readonly from?: number | undefined;
  /** Exclusive. */
  readonly to?: number | undefined;
}

/** A question and the values in it. */
export interface Query {
  readonly text: string;
  readonly values: (string | number)[];
}

/**
 * The question for a list of notifications where {@link hitList} gives nothing to look through. It is answered by going
 * along one index, and stops when the page is full.
 */
export function notificationList(filter: FilterRow, span: Span, page: PageRow): Query {
  const conditions = [...seqConditions('seq', span, page), ...ownConditions(filter)];
  return query(
    NOTIFICATION,
    'notification',
    conditions,
    `seq ${page.oldestFirst ? 'ASC' : 'DESC'}`,
    page.limit,
  );
}

/** The question for those that are asked for among the notifications at some places. @param places a JSON array. */
export function matchingNotifications(
  filter: FilterRow,
  seqs: string,
  { limit, oldestFirst }: PageRow,
): Query {
  const isOneOf: Condition = ['seq IN (SELECT value FROM json_each(?))', seqs];
  const conditions = [isOneOf, ...ownConditions(filter)];
  return query(NOTIFICATION, 'notification', conditions, `seq ${oldestFirst ? 'ASC' : 'DESC'}`, limit);
}

type Condition = [condition: string, ...values: (string | number)[]];

/**
 * The question for the places of notifications that are looked through where no index leads to all that is asked for, as a
 * JSON array: so many at a time, because nobody knows how many of them the other conditions leave over. Words, subjects and
 * event types are found by the index of words.
 *
 * @param byState those of the state instead of those of the event type.
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
  if (!terms && !subject && eventType === undefined) return undefined;
  const order = page.oldestFirst ? 'ASC' : 'DESC';
  if (!terms && !subject && byState && state !== undefined) {
    const conditions: Condition[] = [['state = ?', state], ...seqConditions('seq', span, page)];
    return query('seq AS seq', 'notification', conditions, `seq ${order}`, MAX_HITS);
  }
  const match = [
    ...(eventType === undefined ? [] : [allOf(searchTerms(eventType))]),
    ...(subject ? [matchSubject(subject)] : []),
    ...(terms ?? []).map(matchTerm),
  ].join(' AND ');
  const conditions: Condition[] = [['search_index MATCH ?', match], ...seqConditions('rowid', span, page)];
  return query('rowid AS seq', 'search_index', conditions, `rowid ${order}`, MAX_HITS);
}

/** A subject is among the words of its payload. One without words can only be looked for among all of its event types. */
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

/** As many as are looked at in some milliseconds. */
export const MAX_HITS = 5_000;

/** The conditions on a notification itself. */
function ownConditions({ eventType, state, subject, unreadable }: FilterRow): Condition[] {
  const conditions: Condition[] = [];
  if (eventType !== undefined) conditions.push(['event_type = ?', eventType]);
  if (state !== undefined) conditions.push(['state = ?', state]);
  if (subject) {
    const orderingKeys = subject.eventTypes.map((eventType) => orderingKeyOf(eventType, subject.value));
    conditions.push([`ordering_key IN (${orderingKeys.map(() => '?').join(', ')})`, ...orderingKeys]);
  }
  if (unreadable !== undefined) conditions.push([`unreadable IS ${unreadable ? 'NOT NULL' : 'NULL'}`]);
  return conditions;
}

/** The conditions on the place in the order of receipt. @param seq the column that has it. */
function seqConditions(seq: string, { from, to }: Span, { after, oldestFirst }: PageRow): Condition[] {
  const conditions: Condition[] = [];
  if (from !== undefined) conditions.push([`${seq} >= ?`, from]);
  if (to !== undefined) conditions.push([`${seq} < ?`, to]);
  if (after !== undefined) conditions.push([`${seq} ${oldestFirst ? '>' : '<'} ?`, after]);
  return conditions;
}

/** Which refused bodies, as columns. */
export interface QuarantineFilterRow {
  readonly eventType?: string | undefined;
  readonly path?: string | undefined;
  readonly receivedFrom?: number | undefined;
  readonly receivedTo?: number | undefined;
}

/** The question for a list of refused bodies. */
export function quarantineList(filter: QuarantineFilterRow, { limit, after, oldestFirst }: PageRow): Query {
  const { eventType, path, receivedFrom, receivedTo } = filter;
  const conditions: Condition[] = [];
  if (eventType !== undefined) conditions.push(['event_type = ?', eventType]);
  if (path !== undefined) conditions.push(['path = ?', path]);
  if (receivedFrom !== undefined) conditions.push(['received_at >= ?', receivedFrom]);
  if (receivedTo !== undefined) conditions.push(['received_at < ?', receivedTo]);
  if (after !== undefined) conditions.push([`seq ${oldestFirst ? '>' : '<'} ?`, after]);
  return query(QUARANTINE, 'quarantine', conditions, `seq ${oldestFirst ? 'ASC' : 'DESC'}`, limit);
}

function query(
  columns: string,
  from: string,
  conditions: readonly Condition[],
  order: string,
  limit: number,
): Query {
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([text]) => text).join(' AND ')}` : '';
  return {
    text: `SELECT ${columns} FROM ${from} ${where} ORDER BY ${order} LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit],
  };
}

/** What is shown of a notification in a list. */
export const NOTIFICATION = `
  seq, id, event_type AS eventType, ordering_key AS orderingKey, state, received_at AS receivedAt, last_received_at AS lastReceivedAt,
  deliveries, attempts, replays, due_at AS dueAt, completed_at AS completedAt, error, discarded_at AS discardedAt,
  discard_reason AS discardReason, unreadable, repeats, replayed_by AS replayedBy`;

/** What is shown of a refused body. */
export const QUARANTINE = `
  seq, id, method, path, event_type AS eventType, content_type AS contentType, content_encoding AS contentEncoding,
  read_bytes AS readBytes, read_sha256 AS readSha256, total_bytes AS totalBytes, reasons, received_at AS receivedAt,
  length(body) AS bytes,
  (SELECT json_object('at', validated_at, 'eventType', event_type, 'reasons', reasons) FROM quarantine_revalidation
    WHERE quarantined = quarantine.seq ORDER BY number DESC LIMIT 1) AS lastRevalidation`;
