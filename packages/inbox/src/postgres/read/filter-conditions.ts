import { orderingKeyOf } from '../../identity/subject.ts';
import type { FilterRow } from '../../rows/filter-row.ts';
import { searchQuery } from '../search.ts';
import { toColumn } from '../text-column.ts';
import type { Add } from './parameters.ts';

/** A table with one row for each notification. */
export type Table = 'notification' | 'progress';

/** SQL: the conditions of a filter that a table knows. @param left conditions that are left out. */
export function conditionsOn(
  add: Add,
  filter: FilterRow,
  table: Table,
  left: readonly (keyof FilterRow)[] = [],
): string[] {
  return KNOWN[table].flatMap((name) =>
    left.includes(name) || filter[name] === undefined ? [] : WRITTEN[name](add, filter),
  );
}

/**
 * SQL: the conditions of a filter on the rows with the seq `candidate.seq`. Each is a scalar subquery, so that PostgreSQL looks
 * at one candidate after the other, in their order, and stops when the page is full. As a join it may collect all that match
 * one of the conditions first.
 *
 * @param known conditions that are left out.
 * @param knownOn a table whose conditions are left out.
 */
export function matching(
  add: Add,
  filter: FilterRow,
  known: readonly (keyof FilterRow)[] = [],
  knownOn?: Table,
): string {
  const left = knownOn === undefined ? known : [...known, ...KNOWN[knownOn]];
  const onProgress = rowHas('progress', conditionsOn(add, filter, 'progress', left));
  const onNotification = rowHas(
    'notification',
    conditionsOn(add, filter, 'notification', [...left, ...KNOWN.progress]),
  );
  if (!onProgress || !onNotification) return onProgress ?? onNotification ?? 'true';
  // Few have the terms. Otherwise the rows of `progress` are a tenth as long.
  const [first, second] = filter.terms ? [onNotification, onProgress] : [onProgress, onNotification];
  return `CASE WHEN ${first} THEN ${second} ELSE false END`;
}

function rowHas(table: Table, conditions: readonly string[]): string | undefined {
  if (conditions.length === 0) return undefined;
  return `(SELECT ${allOf(conditions)} FROM ${table} WHERE ${table}.seq = candidate.seq)`;
}

/** SQL: all of some conditions. */
export function allOf(conditions: readonly string[]): string {
  return conditions.length > 0 ? conditions.join(' AND ') : 'true';
}

/** What each table knows. */
const KNOWN: Readonly<Record<Table, readonly (keyof FilterRow)[]>> = {
  progress: ['state', 'eventType', 'receivedFrom', 'receivedTo', 'unreadable', 'cause'],
  notification: ['eventType', 'receivedFrom', 'receivedTo', 'subject', 'terms'],
};

/** Each condition is true, false or NULL. */
const WRITTEN: Readonly<Record<keyof FilterRow, (add: Add, filter: FilterRow) => string[]>> = {
  eventType: (add, { eventType = '' }) => [`event_type = ${add(toColumn(eventType))}`],
  state: (add, { state }) => [`state = ${add(state)}`],
  subject: (add, { subject }) => {
    const keys = subject?.eventTypes.map((each) => orderingKeyOf(each, subject.value)) ?? [];
    return [`ordering_key = ANY(${add(keys.map(toColumn))}::text[])`];
  },
  receivedFrom: (add, { receivedFrom }) => [`received_at >= ${add(receivedFrom)}`],
  receivedTo: (add, { receivedTo }) => [`received_at < ${add(receivedTo)}`],
  terms: (add, { terms = [] }) => [`terms @@ ${add(searchQuery(terms))}::tsquery`],
  unreadable: (_add, { unreadable }) => [`unreadable IS ${unreadable ? 'NOT NULL' : 'NULL'}`],
  cause: (add, { cause }) => [`cause = ${add(cause)}`],
};
