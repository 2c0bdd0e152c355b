import type { components } from '@partner-webhooks/admin-api';
import { isAcknowledged } from '../sender.ts';
import type { CompletedSend } from './load.ts';

/** A notification in the inbox of a receiver, with its body and its attempts, as the admin API shows it. */
export type ReceivedNotification = components['schemas']['NotificationDetails'];

/** Whether every acknowledged notification is stored once, handled once, and in order. */
export interface Verification {
  readonly acknowledged: number;
  /** How many were received without an acknowledgement, which is allowed. */
  readonly receivedUnacknowledged: number;
  /** Bodies that were acknowledged and are not stored. */
  readonly missing: readonly string[];
  /** Ids of notifications with the body of another one that do not say that they repeat it. */
  readonly repeated: readonly string[];
  /** Ids of notifications that have not been handled exactly once. Empty if handlers are off. */
  readonly notHandledOnce: readonly string[];
  /** Ids of notifications that were received or handled before an earlier one of their subject. */
  readonly outOfOrder: readonly string[];
  readonly handlersOn: boolean;
}

/** Whether a verification found no violation. */
export function isSound({ missing, repeated, notHandledOnce, outOfOrder }: Verification): boolean {
  return [missing, repeated, notHandledOnce, outOfOrder].every(({ length }) => length === 0);
}

/**
 * Compares what was sent with what a receiver has stored.
 *
 * @param received in the order of arrival. Notifications that were not sent are ignored.
 */
export function verify(
  sent: readonly CompletedSend[],
  received: readonly ReceivedNotification[],
  handlersOn: boolean,
): Verification {
  // Of two sends with the same body the first one counts.
  const sentByKey = new Map(
    sent.toReversed().map((each) => [keyOf(each.item.eventType, each.item.request.body), each]),
  );
  const own = received.flatMap((each) => {
    // Without a clock, a body that was sent twice may be stored twice; the second one names the first in `repeats`.
    if (each.repeats !== undefined) return [];
    const key = keyOf(each.eventType, each.body);
    const found = sentByKey.get(key);
    return found ? [{ key, received: each, sent: found }] : [];
  });
  const receivedKeys = new Set(own.map(({ key }) => key));
  const acknowledged = sent.filter(({ result }) => isAcknowledged(result)).length;
  const bySubject = Map.groupBy(
    own.filter(({ received: { subject } }) => subject !== undefined),
    ({ received: { eventType, subject } }) => keyOf(eventType, subject ?? ''),
  );
  return {
    acknowledged,
    receivedUnacknowledged: own.filter(({ sent: { result } }) => !isAcknowledged(result)).length,
    missing: [...sentByKey].flatMap(([key, { result, item }]) =>
      isAcknowledged(result) && !receivedKeys.has(key) ? [item.request.body] : [],
    ),
    repeated: [...Map.groupBy(own, ({ key }) => key).values()].flatMap((same) => idsOf(same.slice(1))),
    notHandledOnce: handlersOn ? idsOf(own.filter((each) => !isHandledOnce(each.received))) : [],
    outOfOrder: [...bySubject.values()].flatMap((each) => idsOf(outOfOrder(each))),
    handlersOn,
  };
}

interface Pair {
  readonly received: ReceivedNotification;
  readonly sent: CompletedSend;
}

function isHandledOnce({ state, attemptHistory }: ReceivedNotification): boolean {
  return state === 'handled' && attemptHistory.filter(({ outcome }) => outcome === 'handled').length === 1;
}

/**
 * The notifications of a subject that are out of order. Two that were in flight at the same time may be received in any
 * order; one that was acknowledged before the other was sent must not be received after it.
 */
function outOfOrder(ofSubject: readonly Pair[]): Pair[] {
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let lastHandledAt = '';
  return ofSubject.filter(({ received, sent: { sentAt, completedAt, result } }) => {
    const { completedAt: handledAt } = received;
    const onArrival = isAcknowledged(result) && completedAt < lastSentAt;
    const whenHandled = handledAt !== undefined && handledAt < lastHandledAt;
    lastSentAt = Math.max(lastSentAt, sentAt);
    if (handledAt !== undefined && handledAt > lastHandledAt) lastHandledAt = handledAt;
    return onArrival || whenHandled;
  });
}

function keyOf(eventType: string, rest: string): string {
  return `${eventType} ${rest}`;
}

function idsOf(pairs: readonly Pair[]): string[] {
  return pairs.map(({ received: { id } }) => id);
}
