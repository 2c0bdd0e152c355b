import { isEventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import type { State } from '../model.ts';
import type {
  Attempt,
  NotificationDetails,
  NotificationFilter,
  NotificationRecord,
} from '../reading/notifications.ts';
import { dateOf, optionalDate, type Row, requiredDate } from './columns.ts';
import type { FilterRow } from './filter-row.ts';
import type { NotificationRows } from './notification-rows.ts';
import { searchTerms } from './search-terms.ts';

/** A filter as columns; `undefined` if nothing can match. */
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
    terms: terms?.map((term) => ({ term, isPrefix: term.length >= MIN_PREFIX_CHARS })),
  };
}

/** A row as a record. */
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
    receivedAt: requiredDate(row['receivedAt']),
    lastReceivedAt: requiredDate(row['lastReceivedAt']),
    deliveries: Number(row['deliveries']),
    attempts: Number(row['attempts']),
    replays: Number(row['replays']),
    ...(state === 'pending' && { dueAt: requiredDate(row['dueAt']) }),
    ...optionalDate('completedAt', row['completedAt']),
    ...(typeof error === 'string' && { error }),
    ...(typeof unreadable === 'string' && { unreadable }),
    ...(typeof repeats === 'string' && { repeats }),
    ...(isReplayedBy(replayedBy) && { replayedBy }),
    ...(discardedAt && { discarded: { at: discardedAt, reason: String(discardReason) } }),
  };
}

/** A notification with its body and its history. */
export function notificationDetails({ row, deliveries, attempts }: NotificationRows): NotificationDetails {
  const record = notificationRecord(row);
  return {
    ...record,
    body: row['body'] as Uint8Array,
    deliveryTimes: [record.receivedAt, ...deliveries.map(({ receivedAt }) => requiredDate(receivedAt))],
    attemptHistory: attempts.map(attemptOf).reverse(),
  };
}

// Shorter beginnings are those of too many terms.
const MIN_PREFIX_CHARS = 3;

function isReplayedBy(value: unknown): value is NonNullable<NotificationRecord['replayedBy']> {
  return value === 'operator' || value === 'delivery';
}

function attemptOf({ number, outcome, startedAt, endedAt, error }: Row): Attempt {
  return {
    number: Number(number),
    outcome: outcome as Attempt['outcome'],
    startedAt: requiredDate(startedAt),
    ...optionalDate('endedAt', endedAt),
    ...(typeof error === 'string' && { error }),
  };
}

/** @param only the event type of the filter, if it has one. */
function eventTypesWithSubject(only: string | undefined): string[] {
  // An event type that this program does not know may have a subject.
  if (only !== undefined && !isEventType(only)) return [only];
  return Object.values<RegistryEntry>(registry)
    .filter(({ eventType, subject }) => subject !== undefined && (only ?? eventType) === eventType)
    .map(({ eventType }) => eventType);
}
