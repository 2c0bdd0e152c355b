import type { components } from '@partner-webhooks/admin-api';
import type {
  Change,
  NotificationDetails,
  NotificationFilter,
  NotificationRecord,
  ObservationCount,
  Page,
  QuarantineDetails,
  QuarantineRecord,
  Statistics,
} from '@partner-webhooks/inbox';

// What the inbox knows, in the words of the admin contract. Times become text here, and nowhere else.

type Schemas = components['schemas'];

/** A notification without its body. */
export function notificationOnWire(record: NotificationRecord): Schemas['Notification'] {
  const { id, eventType, subject, state, receivedAt, lastReceivedAt, deliveries, attempts, replays } = record;
  const { dueAt, settledAt, error, discarded } = record;
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
    ...(settledAt && { settledAt: settledAt.toISOString() }),
    ...(error !== undefined && { error }),
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
  const { id, path, eventType, reasons, receivedAt, bytes } = record;
  return {
    id,
    path,
    ...(eventType !== undefined && { eventType }),
    reasons: reasons.map((reason) => ({ ...reason })),
    receivedAt: receivedAt.toISOString(),
    bytes,
  };
}

/** A refused body with the body. */
export function quarantinedDetailsOnWire(details: QuarantineDetails): Schemas['QuarantinedDetails'] {
  return { ...quarantinedOnWire(details), ...bodyOnWire(details.body) };
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

/** The conditions of a request, as the inbox takes them. */
export function filterFromWire(filter: Schemas['NotificationFilter']): NotificationFilter {
  const { eventType, state, subject, receivedFrom, receivedTo, text, discarded } = filter;
  return {
    ...(eventType !== undefined && { eventType }),
    ...(state !== undefined && { state }),
    ...(subject !== undefined && { subject }),
    ...(receivedFrom !== undefined && { receivedFrom: new Date(receivedFrom) }),
    ...(receivedTo !== undefined && { receivedTo: new Date(receivedTo) }),
    ...(text !== undefined && { text }),
    ...(discarded !== undefined && { discarded }),
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function bodyOnWire(body: Uint8Array): Pick<Schemas['QuarantinedDetails'], 'body' | 'bodyEncoding'> {
  try {
    return { body: utf8.decode(body), bodyEncoding: 'utf-8' };
  } catch {
    return { body: Buffer.from(body).toString('base64'), bodyEncoding: 'base64' };
  }
}
