import type { components } from '@partner-webhooks/admin-api';
import type {
  Change,
  NotificationDetails,
  NotificationFilter,
  NotificationRecord,
  ObservationCount,
  Page,
  QuarantineDetails,
  QuarantineFilter,
  QuarantineRecord,
  Revalidation,
  Statistics,
} from '@partner-webhooks/inbox';
import { epochNanoseconds } from '@partner-webhooks/types/date-time';

// What the inbox knows, in the words of the admin contract. Times become text here, and nowhere else.

type Schemas = components['schemas'];

/** A notification without its body. */
export function notificationOnWire(record: NotificationRecord): Schemas['Notification'] {
  const { id, eventType, subject, state, receivedAt, lastReceivedAt, deliveries, attempts, replays } = record;
  const { dueAt, completedAt, error, unreadable, repeats, replayedBy, discarded } = record;
  return {
    id,
    eventType,
    ...(subject !== undefined && { subject }),
    state,
    receivedAt: receivedAt.toISOString(),
    lastReceivedAt: lastReceivedAt.toISOString(),
    deliveries,
    attempts,
    replays,
    ...(dueAt && { dueAt: dueAt.toISOString() }),
    ...(completedAt && { settledAt: completedAt.toISOString() }),
    ...(error !== undefined && { error }),
    ...(unreadable !== undefined && { unreadable }),
    ...(repeats !== undefined && { repeats }),
    ...(replayedBy !== undefined && { replayedBy }),
    ...(discarded && { discarded: { at: discarded.at.toISOString(), reason: discarded.reason } }),
  };
}

/** A notification with everything. */
export function notificationDetailsOnWire(details: NotificationDetails): Schemas['NotificationDetails'] {
  return {
    ...notificationOnWire(details),
    ...bodyOnWire(details.body),
    deliveryTimes: details.deliveryTimes.map((time) => time.toISOString()),
    attemptHistory: details.attemptHistory.map(({ startedAt, endedAt, ...attempt }) => ({
      ...attempt,
      startedAt: startedAt.toISOString(),
      ...(endedAt && { endedAt: endedAt.toISOString() }),
    })),
  };
}

/** A refused body without the body. */
export function quarantinedOnWire(record: QuarantineRecord): Schemas['Quarantined'] {
  const { reasons, lastRevalidation, receivedAt, incomplete, ...rest } = record;
  return {
    ...rest,
    ...(incomplete && { incomplete: { ...incomplete } }),
    reasons: reasons.map((reason) => ({ ...reason })),
    ...(lastRevalidation && { lastJudgement: judgementOnWire(lastRevalidation) }),
    receivedAt: receivedAt.toISOString(),
  };
}

/** A refused body with the body and its history. @param text the body as it can be read, or else as it was sent. */
export function quarantinedDetailsOnWire(
  { body: _, revalidations, ...record }: QuarantineDetails,
  text: Uint8Array,
): Schemas['QuarantinedDetails'] {
  // The beginning of a body can end within a character.
  const isBeginning = record.incomplete !== undefined;
  return {
    ...quarantinedOnWire(record),
    ...bodyOnWire(text, isBeginning),
    judgements: revalidations.map(judgementOnWire),
  };
}

function judgementOnWire({ at, eventType, reasons }: Revalidation): Schemas['Judgement'] {
  return {
    at: at.toISOString(),
    ...(eventType !== undefined && { eventType }),
    reasons: reasons.map((reason) => ({ ...reason })),
  };
}

/** A page, each item in the words of the contract. */
export function pageOnWire<Item, Wire>({ items, nextCursor }: Page<Item>, wire: (item: Item) => Wire) {
  return { items: items.map(wire), ...(nextCursor !== undefined && { nextCursor }) };
}

/** An observation. */
export function observationOnWire(observation: ObservationCount): Schemas['Observation'] {
  const { firstSeen, lastSeen, ...rest } = observation;
  return { ...rest, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString() };
}

/** The counts. */
export function statisticsOnWire({
  oldestPending,
  byEventType,
  logBytes: _ofMetrics,
  ...counts
}: Statistics): Schemas['Statistics'] {
  return {
    ...counts,
    ...(oldestPending && { oldestPending: oldestPending.toISOString() }),
    byEventType: byEventType.map((each) => ({ ...each })),
  };
}

/** A change. */
export function changeOnWire({ at, ...change }: Change): Schemas['Change'] {
  return { ...change, at: at.toISOString() };
}

/** The conditions of a request about refused bodies, as the inbox takes them. */
export function quarantineFilterFromWire(filter: Schemas['QuarantineFilter']): QuarantineFilter {
  const { eventType, path, receivedFrom, receivedTo } = filter;
  return {
    ...(eventType !== undefined && { eventType }),
    ...(path !== undefined && { path }),
    ...(receivedFrom !== undefined && { receivedFrom: dateOf(receivedFrom) }),
    ...(receivedTo !== undefined && { receivedTo: dateOf(receivedTo) }),
  };
}

/** The conditions of a request, as the inbox takes them. */
export function filterFromWire(filter: Schemas['NotificationFilter']): NotificationFilter {
  const { eventType, state, subject, receivedFrom, receivedTo, text, discarded, unreadable } = filter;
  return {
    ...(eventType !== undefined && { eventType }),
    ...(state !== undefined && { state }),
    ...(subject !== undefined && { subject }),
    ...(receivedFrom !== undefined && { receivedFrom: dateOf(receivedFrom) }),
    ...(receivedTo !== undefined && { receivedTo: dateOf(receivedTo) }),
    ...(text !== undefined && { text }),
    ...(discarded !== undefined && { discarded }),
    ...(unreadable !== undefined && { unreadable }),
  };
}

/** `Date` reads other forms than the contract's `date-time`, and not all of those. */
function dateOf(dateTime: string): Date {
  const nanoseconds = epochNanoseconds(dateTime);
  if (nanoseconds === undefined) throw new RangeError('expected a date-time that has passed the contract');
  return new Date(Number(nanoseconds / 1_000_000n));
}

function bodyOnWire(
  body: Uint8Array,
  isBeginning = false,
): Pick<Schemas['QuarantinedDetails'], 'body' | 'bodyEncoding'> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return { body: utf8.decode(body, { stream: isBeginning }), bodyEncoding: 'utf-8' };
  } catch {
    return { body: Buffer.from(body).toString('base64'), bodyEncoding: 'base64' };
  }
}
