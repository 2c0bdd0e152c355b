import { lineOf } from '../../identity/subject.ts';
import { wordsIn } from '../search-terms.ts';

/** Which notifications, as columns. */
export interface FilterRow {
  readonly eventType?: string | undefined;
  readonly state?: string | undefined;
  /** The subject, and the event types whose subject it may be. */
  readonly subject?: { readonly value: string; readonly eventTypes: readonly string[] } | undefined;
  readonly receivedFrom?: number | undefined;
  readonly receivedTo?: number | undefined;
  readonly words?: readonly WordRow[] | undefined;
  readonly discarded?: boolean | undefined;
  readonly unreadable?: boolean | undefined;
}

/** A word. */
interface WordRow {
  readonly word: string;
  /** Whether it may be the beginning of one. */
  readonly mayGoOn: boolean;
  /** The words of which it is the beginning, where they are known. */
  readonly goingOn?: readonly string[] | undefined;
}

/** Which part of a list. */
export interface PageRow {
  readonly limit: number;
  /** Exclusive; in the order of the list. */
  readonly after?: number | undefined;
  readonly oldestFirst: boolean;
}

/** Places in the order of receipt. */
export interface Span {
  /** Inclusive. */
  readonly from?: number | undefined;
  /** Exclusive. */
  readonly to?: number | undefined;
}

/** A question and the values in it. */
export interface Question {
  readonly text: string;
  readonly values: (string | number)[];
}

/**
 * The question for a list of notifications where {@link hitList} gives nothing to look through. It is answered by going
 * along one index, and stops when the page is full.
 */
export function notificationList(filter: FilterRow, span: Span, page: PageRow): Question {
  const conditions = [...placeConditions('seq', span, page), ...ownConditions(filter)];
  return question(
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
  places: string,
  { limit, oldestFirst }: PageRow,
): Question {
  const isOneOf: Condition = ['seq IN (SELECT value FROM json_each(?))', places];
  const conditions = [isOneOf, ...ownConditions(filter)];
  return question(NOTIFICATION, 'notification', conditions, `seq ${oldestFirst ? 'ASC' : 'DESC'}`, limit);
}

type Condition = [condition: string, ...values: (string | number)[]];

/**
 * The question for the places of notifications that are looked through where no index leads to all that is asked for, as a
 * JSON array: so many at a time, because nobody knows how many of them the other conditions leave over. Words, subjects and
 * event types are found by the index of words.
 *
 * @param byState those of the state instead of those of the event type.
 */
export function hitList(
  filter: FilterRow,
  span: Span,
  page: PageRow,
  byState: boolean,
): Question | undefined {
  const hits = hitsOf(filter, span, page, byState);
  if (!hits) return undefined;
  const last = page.oldestFirst ? 'max(place)' : 'min(place)';
  return {
    text: `SELECT json_group_array(place) AS places, count(*) AS count, ${last} AS last FROM (${hits.text})`,
    values: hits.values,
  };
}

function hitsOf(filter: FilterRow, span: Span, page: PageRow, byState: boolean): Question | undefined {
  const { eventType, state, subject, words } = filter;
  if (!words && !subject && eventType === undefined) return undefined;
  const order = page.oldestFirst ? 'ASC' : 'DESC';
  if (!words && !subject && byState && state !== undefined) {
    const conditions: Condition[] = [['state = ?', state], ...placeConditions('seq', span, page)];
    return question('seq AS place', 'notification', conditions, `seq ${order}`, MAX_HITS);
  }
  const query = [
    ...(eventType === undefined ? [] : [allOf(wordsIn(eventType))]),
    ...(subject ? [wayTo(subject)] : []),
    ...(words ?? []).map(wayToWord),
  ].join(' AND ');
  const conditions: Condition[] = [['words MATCH ?', query], ...placeConditions('rowid', span, page)];
  return question('rowid AS place', 'words', conditions, `rowid ${order}`, MAX_HITS);
}

/** A subject is among the words of its payload. One without words can only be looked for among all of its event types. */
function wayTo({ value, eventTypes }: NonNullable<FilterRow['subject']>): string {
  const words = wordsIn(value);
  return words.length > 0
    ? allOf(words)
    : `(${eventTypes.map((eventType) => allOf(wordsIn(eventType))).join(' OR ')})`;
}

function wayToWord({ word, mayGoOn, goingOn = [] }: WordRow): string {
  if (goingOn.length > 0) return `(${goingOn.map((each) => `"${each}"`).join(' OR ')})`;
  return `"${word}"${mayGoOn ? '*' : ''}`;
}

function allOf(words: readonly string[]): string {
  return `(${words.map((word) => `"${word}"`).join(' AND ')})`;
}

/** As many as are looked at in some milliseconds. */
export const MAX_HITS = 5_000;

/** The conditions on a notification itself. */
function ownConditions({ eventType, state, subject, discarded, unreadable }: FilterRow): Condition[] {
  const conditions: Condition[] = [];
  if (eventType !== undefined) conditions.push(['event_type = ?', eventType]);
  if (state !== undefined) conditions.push(['state = ?', state]);
  if (subject) {
    const lines = subject.eventTypes.map((eventType) => lineOf(eventType, subject.value));
    conditions.push([`line IN (${lines.map(() => '?').join(', ')})`, ...lines]);
  }
  if (discarded !== undefined) conditions.push([`discarded_at IS ${discarded ? 'NOT NULL' : 'NULL'}`]);
  if (unreadable !== undefined) conditions.push([`unreadable IS ${unreadable ? 'NOT NULL' : 'NULL'}`]);
  return conditions;
}

/** The conditions on the place in the order of receipt. @param seq the column that has it. */
function placeConditions(seq: string, { from, to }: Span, { after, oldestFirst }: PageRow): Condition[] {
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
export function quarantineList(
  filter: QuarantineFilterRow,
  { limit, after, oldestFirst }: PageRow,
): Question {
  const { eventType, path, receivedFrom, receivedTo } = filter;
  const conditions: Condition[] = [];
  if (eventType !== undefined) conditions.push(['event_type = ?', eventType]);
  if (path !== undefined) conditions.push(['path = ?', path]);
  if (receivedFrom !== undefined) conditions.push(['received_at >= ?', receivedFrom]);
  if (receivedTo !== undefined) conditions.push(['received_at < ?', receivedTo]);
  if (after !== undefined) conditions.push([`seq ${oldestFirst ? '>' : '<'} ?`, after]);
  return question(QUARANTINE, 'quarantine', conditions, `seq ${oldestFirst ? 'ASC' : 'DESC'}`, limit);
}

function question(
  columns: string,
  from: string,
  conditions: readonly Condition[],
  order: string,
  limit: number,
): Question {
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([text]) => text).join(' AND ')}` : '';
  return {
    text: `SELECT ${columns} FROM ${from} ${where} ORDER BY ${order} LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit],
  };
}

/** What is shown of a notification in a list. */
export const NOTIFICATION = `
  seq, id, event_type AS eventType, line, state, received_at AS receivedAt, last_received_at AS lastReceivedAt,
  deliveries, attempts, replays, due_at AS dueAt, settled_at AS completedAt, error, discarded_at AS discardedAt,
  discard_reason AS discardReason, unreadable, repeats, replayed_by AS replayedBy`;

/** What is shown of a refused body. */
export const QUARANTINE = `
  seq, id, method, path, event_type AS eventType, content_type AS contentType, content_encoding AS contentEncoding,
  read_bytes AS readBytes, read_sha256 AS readSha256, total_bytes AS totalBytes, reasons, received_at AS receivedAt,
  length(body) AS bytes,
  (SELECT json_object('at', judged_at, 'eventType', event_type, 'reasons', reasons) FROM quarantine_judgement
    WHERE quarantined = quarantine.seq ORDER BY number DESC LIMIT 1) AS lastRevalidation`;
