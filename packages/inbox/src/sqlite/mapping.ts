import type { EventType } from '@partner-webhooks/types';
import { isEventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import type { Observation, Violation } from '@partner-webhooks/types/validators';
import { CursorError } from '../errors.ts';
import type { Incomplete, RejectedBody, Revalidation, State } from '../model.ts';
import type {
  Attempt,
  NotificationDetails,
  NotificationFilter,
  NotificationRecord,
  ObservationCount,
  Page,
  PageRequest,
  QuarantineDetails,
  QuarantineFilter,
  QuarantineRecord,
  StateCounts,
  Statistics,
} from '../reader.ts';
import type { FilterRow, PageRow, QuarantineFilterRow } from './read/queries.ts';
import type { ReadStore } from './read/read-store.ts';
import { searchTerms } from './search-terms.ts';
import type { ReplayedBy } from './write/intervene.ts';
import type { RejectedRow, RevalidationRow } from './write/receive.ts';

type Row = Readonly<Record<string, unknown>>;

/** A filter as columns; `undefined` where nothing can match. */
export function filterRow({
  subject,
  receivedFrom,
  receivedTo,
  text,
  ...rest
}: NotificationFilter): FilterRow | undefined {
  const terms = text === undefined ? undefined : searchTerms(text);
  const eventTypes = eventTypesWithSubject(rest.eventType);
  if (terms?.length === 0 || (subject !== undefined && eventTypes.length === 0)) return undefined;
  return {
    ...rest,
    ...(rest.unreadable && { state: rest.state ?? 'pending' }),
    subject: subject === undefined ? undefined : { value: subject, eventTypes },
    receivedFrom: receivedFrom?.getTime(),
    receivedTo: receivedTo?.getTime(),
    // The beginning of two characters is that of far too many terms.
    terms: terms?.map((term) => ({ term, isPrefix: term.length >= 3 })),
  };
}

/** A filter of refused bodies as columns. */
export function quarantineFilterRow({
  receivedFrom,
  receivedTo,
  ...rest
}: QuarantineFilter): QuarantineFilterRow {
  return { ...rest, receivedFrom: receivedFrom?.getTime(), receivedTo: receivedTo?.getTime() };
}

/** A page that has been asked for, with one more than it holds, which tells whether there is a next one. */
export function pageRow({ limit, cursor, oldestFirst = false }: PageRequest): PageRow {
  return { limit: limit + 1, oldestFirst, after: cursor === undefined ? undefined : seqOf(cursor) };
}

/**
 * Rows as a page.
 *
 * @param lookedUpTo where the search for more ended before the list did.
 */
export function pageOf<Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  lookedUpTo?: number,
): Page<Item> {
  const end = rows.length > limit ? Number(rows[limit - 1]?.['seq']) : lookedUpTo;
  return {
    items: rows.slice(0, limit).map(item),
    ...(end !== undefined && { nextCursor: cursorOf(end) }),
  };
}

/** A row of the table as a record. */
export function notificationRecord(row: Row): NotificationRecord {
  const { id, eventType, orderingKey, state, error, discardReason, unreadable, repeats, replayedBy } = row;
  const subject = String(orderingKey).startsWith(`${eventType}:`)
    ? String(orderingKey).slice(`${eventType}:`.length)
    : undefined;
  const discardedAt = dateOf(row['discardedAt']);
  return {
    id: String(id),
    eventType: String(eventType),
    ...(subject !== undefined && { subject }),
    state: state as State,
    receivedAt: certainDate(row['receivedAt']),
    lastReceivedAt: certainDate(row['lastReceivedAt']),
    deliveries: Number(row['deliveries']),
    attempts: Number(row['attempts']),
    replays: Number(row['replays']),
    ...(state === 'pending' && { dueAt: certainDate(row['dueAt']) }),
    ...dated('completedAt', row['completedAt']),
    ...(typeof error === 'string' && { error }),
    ...(typeof unreadable === 'string' && { unreadable }),
    ...(typeof repeats === 'string' && { repeats }),
    ...(typeof replayedBy === 'string' && { replayedBy: replayedBy as ReplayedBy }),
    ...(discardedAt && { discarded: { at: discardedAt, reason: String(discardReason) } }),
  };
}

/** A notification with its body and its history. */
export function notificationDetails(
  found: NonNullable<ReturnType<ReadStore['notification']>>,
): NotificationDetails {
  const { row, deliveries, attempts } = found;
  const record = notificationRecord(row);
  return {
    ...record,
    body: row['body'] as Uint8Array,
    deliveryTimes: [record.receivedAt, ...deliveries.map(({ receivedAt }) => certainDate(receivedAt))],
    attemptHistory: attempts.map(attemptOf).reverse(),
  };
}

/** A refused body as a row. */
export function rejectedRow(refused: RejectedBody): RejectedRow {
  const { id, method, path, eventType, contentType, contentEncoding, incomplete, reasons, receivedAt } =
    refused;
  return {
    id,
    method: method ?? null,
    path,
    eventType: eventType ?? null,
    contentType: contentType ?? null,
    contentEncoding: contentEncoding ?? null,
    readBytes: incomplete?.readBytes ?? null,
    readSha256: incomplete ? Buffer.from(incomplete.sha256, 'hex') : null,
    totalBytes: incomplete?.totalBytes ?? null,
    reasons: JSON.stringify(reasons),
    receivedAt: receivedAt.getTime(),
    body: refused.body,
  };
}

/** A revalidation as a row. */
export function revalidationRow({ at, eventType, reasons }: Revalidation): RevalidationRow {
  return { at: at.getTime(), eventType: eventType ?? null, reasons: JSON.stringify(reasons) };
}

/** A refused body without the body. */
export function quarantineRecord(row: Row): QuarantineRecord {
  const { id, path, reasons, bytes, lastRevalidation } = row;
  const incomplete = incompleteOf(row);
  return {
    id: String(id),
    ...given('method', row['method']),
    path: String(path),
    ...given('eventType', row['eventType']),
    ...given('contentType', row['contentType']),
    ...given('contentEncoding', row['contentEncoding']),
    ...(incomplete && { incomplete }),
    reasons: reasonsOf(String(reasons)),
    ...(typeof lastRevalidation === 'string' && {
      lastRevalidation: revalidationOf(JSON.parse(lastRevalidation) as Row),
    }),
    receivedAt: certainDate(row['receivedAt']),
    bytes: Number(bytes),
  };
}

/** A refused body with the body and its history. */
export function quarantineDetails({
  row,
  revalidations,
}: NonNullable<ReturnType<ReadStore['quarantinedBody']>>): QuarantineDetails {
  return {
    ...quarantineRecord(row),
    body: row['body'] as Uint8Array,
    revalidations: revalidations.map(revalidationOf),
  };
}

/** Seqs in a list count as one place, and what a sender may make long is cut: observations are few and small. */
export function observationRow({ pointer, kind, value = '' }: Observation) {
  return {
    pointer: pointer.replace(/\/\d+(?=\/|$)/g, '/*').slice(0, MAX_OBSERVATION_CHARS),
    kind,
    value: kind === 'unknown-value' ? JSON.stringify(value).slice(0, MAX_OBSERVATION_CHARS) : '',
  };
}

/** A row of the table as an observation. */
export function observationOf({
  eventType,
  pointer,
  kind,
  value,
  firstSeen,
  lastSeen,
  count,
}: Row): ObservationCount {
  return {
    eventType: eventType as EventType,
    pointer: String(pointer),
    kind: kind as Observation['kind'],
    ...(value !== '' && { value: parsed(String(value)) }),
    firstSeen: certainDate(firstSeen),
    lastSeen: certainDate(lastSeen),
    count: Number(count),
  };
}

/** The counts of all states from the tally. */
export function statisticsOf({
  counters,
  unreadable,
  quarantined,
  oldestPending,
  logBytes,
}: ReturnType<ReadStore['statistics']>): Statistics {
  const byEventType = [...Map.groupBy(counters, ({ eventType }) => String(eventType))].map(
    ([eventType, rows]) => ({ eventType, ...countsOf(rows) }),
  );
  return {
    ...countsOf(counters),
    unreadable,
    quarantined,
    logBytes,
    ...dated('oldestPending', oldestPending),
    byEventType,
  };
}

const MAX_OBSERVATION_CHARS = 200;

/** A value that was cut is no longer JSON; then it is the text itself. */
function parsed(value: string): string | number | boolean {
  try {
    return JSON.parse(value) as string | number | boolean;
  } catch {
    return value;
  }
}

/** Reasons that cannot be read keep no other body of the page from being seen. */
function reasonsOf(text: string): readonly Violation[] {
  try {
    return JSON.parse(text) as Violation[];
  } catch {
    return [
      { pointer: '', code: 'unreadable', message: 'the stored reasons are not JSON: they were damaged' },
    ];
  }
}

function countsOf(rows: readonly Row[]): StateCounts {
  const count = (state: State) =>
    rows.filter((row) => row['state'] === state).reduce((sum, row) => sum + Number(row['count']), 0);
  return {
    pending: count('pending'),
    handling: count('handling'),
    handled: count('handled'),
    dead: count('dead'),
    discarded: count('discarded'),
  };
}

function incompleteOf({ readBytes, readSha256, totalBytes }: Row): Incomplete | undefined {
  if (typeof readBytes !== 'number') return undefined;
  const sha256 = Buffer.from(readSha256 as Uint8Array).toString('hex');
  return { readBytes, sha256, ...(typeof totalBytes === 'number' && { totalBytes }) };
}

function revalidationOf({ at, eventType, reasons }: Row): Revalidation {
  return {
    at: certainDate(at),
    ...given('eventType', eventType),
    reasons: reasonsOf(String(reasons)),
  };
}

function attemptOf({ number, outcome, startedAt, endedAt, error }: Row): Attempt {
  return {
    number: Number(number),
    outcome: outcome as Attempt['outcome'],
    startedAt: certainDate(startedAt),
    ...dated('endedAt', endedAt),
    ...(typeof error === 'string' && { error }),
  };
}

/** @param only the one that is asked for, where there is one. */
function eventTypesWithSubject(only: string | undefined): string[] {
  // Of one that this program does not know, nothing says whether it has a subject.
  if (only !== undefined && !isEventType(only)) return [only];
  return Object.values<RegistryEntry>(registry)
    .filter(({ eventType, subject }) => subject !== undefined && (only ?? eventType) === eventType)
    .map(({ eventType }) => eventType);
}

function given<Name extends string>(name: Name, value: unknown): { [name in Name]?: string } {
  return (typeof value === 'string' ? { [name]: value } : {}) as { [name in Name]?: string };
}

function dated<Name extends string>(name: Name, value: unknown): { [name in Name]?: Date } {
  const date = dateOf(value);
  return (date ? { [name]: date } : {}) as { [name in Name]?: Date };
}

function dateOf(milliseconds: unknown): Date | undefined {
  return typeof milliseconds === 'number' ? new Date(milliseconds) : undefined;
}

function certainDate(milliseconds: unknown): Date {
  return new Date(Number(milliseconds));
}

function cursorOf(seq: number): string {
  return Buffer.from(String(seq)).toString('base64url');
}

function seqOf(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,15}$/.test(text)) throw new CursorError('expected the nextCursor of an earlier page');
  return Number(text);
}
