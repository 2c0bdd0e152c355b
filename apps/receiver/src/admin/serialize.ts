import type { components, operations } from '@partner-webhooks/admin-api';
import type {
  Activity,
  AuditEntry,
  AuditFilter,
  Change,
  FailureGroup,
  NotificationDetails,
  NotificationFilter,
  NotificationRecord,
  ObservationCount,
  Page,
  Pause,
  QuarantineDetails,
  QuarantineEdit,
  QuarantineFilter,
  QuarantineRecord,
  Revalidation,
  Statistics,
} from '@partner-webhooks/inbox';
import { epochNanoseconds } from '@partner-webhooks/types/date-time';

// Converts between the types of the inbox and those of the admin contract. Only here are times text.

type Schemas = components['schemas'];

/** A notification without its body. */
export function serializeNotification(record: NotificationRecord): Schemas['Notification'] {
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
    ...(completedAt && { completedAt: completedAt.toISOString() }),
    ...(error !== undefined && { error }),
    ...(unreadable !== undefined && { unreadable }),
    ...(repeats !== undefined && { repeats }),
    ...(replayedBy !== undefined && { replayedBy }),
    ...(discarded && { discarded: { at: discarded.at.toISOString(), reason: discarded.reason } }),
  };
}

/** A notification with its body. */
export function serializeNotificationWithBody(details: NotificationDetails): Schemas['Notification'] {
  return { ...serializeNotification(details), ...serializeBody(details.body) };
}

/** A notification with its body, its deliveries and its attempts. @param pause what it waits for. */
export function serializeNotificationDetails(
  details: NotificationDetails,
  pause?: Pause,
): Schemas['NotificationDetails'] {
  return {
    ...serializeNotification(details),
    ...serializeBody(details.body),
    deliveryTimes: details.deliveryTimes.map((time) => time.toISOString()),
    attemptHistory: details.attemptHistory.map(({ startedAt, endedAt, ...attempt }) => ({
      ...attempt,
      startedAt: startedAt.toISOString(),
      ...(endedAt && { endedAt: endedAt.toISOString() }),
    })),
    ...(pause && { pause: serializePause(pause) }),
  };
}

/** A rejected body without its content. */
export function serializeQuarantined(record: QuarantineRecord): Schemas['Quarantined'] {
  const { reasons, lastRevalidation, receivedAt, incomplete, ...rest } = record;
  return {
    ...rest,
    ...(incomplete && { incomplete: { ...incomplete } }),
    reasons: reasons.map((reason) => ({ ...reason })),
    ...(lastRevalidation && { lastRevalidation: serializeRevalidation(lastRevalidation) }),
    receivedAt: receivedAt.toISOString(),
  };
}

/** A rejected body with its content and its history. @param text the decoded body, or else the bytes as they were sent. */
export function serializeQuarantinedDetails(
  { body: _, revalidations, ...record }: QuarantineDetails,
  text: Uint8Array,
): Schemas['QuarantinedDetails'] {
  // The beginning of a body can end inside a character.
  const isBeginning = record.incomplete !== undefined;
  return {
    ...serializeQuarantined(record),
    ...serializeBody(text, isBeginning),
    revalidations: revalidations.map(serializeRevalidation),
  };
}

function serializeRevalidation({ at, eventType, reasons }: Revalidation): Schemas['Revalidation'] {
  return {
    at: at.toISOString(),
    ...(eventType !== undefined && { eventType }),
    reasons: reasons.map((reason) => ({ ...reason })),
  };
}

/** An edited copy. */
export function serializeEdit({
  editedAt,
  editedBy,
  eventType,
  body,
}: QuarantineEdit): Schemas['QuarantineEdit'] {
  return {
    editedAt: editedAt.toISOString(),
    editedBy,
    ...(eventType !== undefined && { eventType }),
    body: Buffer.from(body).toString(),
  };
}

/** A page with its items. */
export function serializePage<Item, Serialized>(
  { items, nextCursor }: Page<Item>,
  serialize: (item: Item) => Serialized,
) {
  return { items: items.map(serialize), ...(nextCursor !== undefined && { nextCursor }) };
}

/** An observation. */
export function serializeObservation(observation: ObservationCount): Schemas['Observation'] {
  const { firstSeen, lastSeen, ...rest } = observation;
  return { ...rest, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString() };
}

/** A pause. */
export function serializePause({ pausedAt, ...rest }: Pause): Schemas['Pause'] {
  return { ...rest, pausedAt: pausedAt.toISOString() };
}

/** The notifications that failed for one cause. */
export function serializeFailureGroup({
  firstSeen,
  lastSeen,
  ids,
  ...rest
}: FailureGroup): Schemas['FailureGroup'] {
  return { ...rest, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString(), ids: [...ids] };
}

/** An entry of the audit log. */
export function serializeAuditEntry({ at, ...entry }: AuditEntry): Schemas['AuditEntry'] {
  return { at: at.toISOString(), ...entry };
}

/** The activity in a period. */
export function serializeActivity({ from, to, bucketMs, series }: Activity): Schemas['Activity'] {
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    bucketSeconds: bucketMs / 1_000,
    series: series.map((each) => ({ ...each }) as Schemas['ActivitySeries']),
  };
}

/** The counts. */
export function serializeStatistics({
  oldestPending,
  byEventType,
  pauses,
  logBytes: _metricsOnly,
  ...counts
}: Statistics): Schemas['Statistics'] {
  return {
    ...counts,
    ...(oldestPending && { oldestPending: oldestPending.toISOString() }),
    byEventType: byEventType.map((each) => ({ ...each })),
    pauses: pauses.map(serializePause),
  };
}

/** A change. */
export function serializeChange({ at, ...change }: Change): Schemas['Change'] {
  return { ...change, at: at.toISOString() };
}

/** The filter of a request about the audit log. */
export function parseAuditFilter({ operator, action, from, to }: AuditQuery): AuditFilter {
  return {
    ...(operator !== undefined && { operator }),
    ...(action !== undefined && { action }),
    ...(from !== undefined && { from: dateOf(from) }),
    ...(to !== undefined && { to: dateOf(to) }),
  };
}

type AuditQuery = NonNullable<operations['listAudit']['parameters']['query']>;

/** The filter of a request about rejected bodies. */
export function parseQuarantineFilter(filter: Schemas['QuarantineFilter']): QuarantineFilter {
  const { eventType, path, receivedFrom, receivedTo } = filter;
  return {
    ...(eventType !== undefined && { eventType }),
    ...(path !== undefined && { path }),
    ...(receivedFrom !== undefined && { receivedFrom: dateOf(receivedFrom) }),
    ...(receivedTo !== undefined && { receivedTo: dateOf(receivedTo) }),
  };
}

/** The filter of a request about notifications. */
export function parseNotificationFilter(filter: Schemas['NotificationFilter']): NotificationFilter {
  const { eventType, state, subject, receivedFrom, receivedTo, text, unreadable, cause } = filter;
  return {
    ...(eventType !== undefined && { eventType }),
    ...(state !== undefined && { state }),
    ...(subject !== undefined && { subject }),
    ...(receivedFrom !== undefined && { receivedFrom: dateOf(receivedFrom) }),
    ...(receivedTo !== undefined && { receivedTo: dateOf(receivedTo) }),
    ...(text !== undefined && { text }),
    ...(unreadable !== undefined && { unreadable }),
    ...(cause !== undefined && { cause }),
  };
}

/** `Date` accepts other forms than the contract's `date-time`, and not all of those. */
function dateOf(dateTime: string): Date {
  const nanoseconds = epochNanoseconds(dateTime);
  if (nanoseconds === undefined) throw new RangeError('expected a valid date-time');
  return new Date(Number(nanoseconds / 1_000_000n));
}

function serializeBody(
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
