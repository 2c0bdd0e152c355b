import type { components } from '@partner-webhooks/admin-api';
import type { SentItem } from './load.ts';

/** A notification that a receiver has kept, with its body and its attempts, as the admin API shows it. */
export type Kept = components['schemas']['NotificationDetails'];

/** Whether a receiver has kept its promises: everything acknowledged is there once, handled once, and in order. */
export interface Verification {
  readonly acknowledged: number;
  /** How many were received without the sender being told so, which is allowed. */
  readonly receivedUnacknowledged: number;
  /** Bodies that were acknowledged and are not kept. */
  readonly missing: readonly string[];
  /** Ids of notifications that are kept although another one with the same body is, and that do not say so. */
  readonly repeated: readonly string[];
  /** Ids of notifications that have not been handled exactly once. Empty where handlers are off. */
  readonly notHandledOnce: readonly string[];
  /** Ids of notifications that are in the wrong place of the line of their subject: at receipt, or when handled. */
  readonly outOfOrder: readonly string[];
  readonly handlersOn: boolean;
}

/** Whether nothing was found. */
export function isSound({ missing, repeated, notHandledOnce, outOfOrder }: Verification): boolean {
  return [missing, repeated, notHandledOnce, outOfOrder].every(({ length }) => length === 0);
}

/**
 * Compares what was sent with what a receiver has kept.
 *
 * @param kept in the order of receipt. What is in it and was not sent is left out of account.
 */
export function verify(sent: readonly SentItem[], kept: readonly Kept[], handlersOn: boolean): Verification {
  // What was sent twice is kept as it came first.
  const sentByKey = new Map(
    sent.toReversed().map((each) => [keyOf(each.item.eventType, each.item.request.body), each]),
  );
  const own = kept.flatMap((each) => {
    // Without a clock, what was sent twice may be kept twice; the second one says which one it repeats.
    if (each.repeats !== undefined) return [];
    const key = keyOf(each.eventType, each.body);
    const found = sentByKey.get(key);
    return found ? [{ key, kept: each, sent: found }] : [];
  });
  const receivedKeys = new Set(own.map(({ key }) => key));
  const acknowledged = sent.filter(({ answer }) => answer.status === 200).length;
  const bySubject = Map.groupBy(
    own.filter(({ kept: { subject } }) => subject !== undefined),
    ({ kept: { eventType, subject } }) => keyOf(eventType, subject ?? ''),
  );
  return {
    acknowledged,
    receivedUnacknowledged: own.filter(({ sent: { answer } }) => answer.status !== 200).length,
    missing: [...sentByKey].flatMap(([key, { answer, item }]) =>
      answer.status === 200 && !receivedKeys.has(key) ? [item.request.body] : [],
    ),
    repeated: [...Map.groupBy(own, ({ key }) => key).values()].flatMap((same) => idsOf(same.slice(1))),
    notHandledOnce: handlersOn ? idsOf(own.filter((each) => !isHandledOnce(each.kept))) : [],
    outOfOrder: [...bySubject.values()].flatMap((line) => idsOf(outOfLine(line))),
    handlersOn,
  };
}

interface Pair {
  readonly kept: Kept;
  readonly sent: SentItem;
}

function isHandledOnce({ state, attemptHistory }: Kept): boolean {
  return state === 'handled' && attemptHistory.filter(({ outcome }) => outcome === 'handled').length === 1;
}

/**
 * Those that are in the wrong place of the line of their subject. Two that were on their way at the same time may arrive
 * in any order; one that was acknowledged before the other was sent may not come after it.
 */
function outOfLine(line: readonly Pair[]): Pair[] {
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let lastSettledAt = '';
  return line.filter(({ kept: { settledAt }, sent: { sentAt, answeredAt, answer } }) => {
    const atReceipt = answer.status === 200 && answeredAt < lastSentAt;
    const whenHandled = settledAt !== undefined && settledAt < lastSettledAt;
    lastSentAt = Math.max(lastSentAt, sentAt);
    if (settledAt !== undefined && settledAt > lastSettledAt) lastSettledAt = settledAt;
    return atReceipt || whenHandled;
  });
}

function keyOf(eventType: string, rest: string): string {
  return `${eventType} ${rest}`;
}

function idsOf(pairs: readonly Pair[]): string[] {
  return pairs.map(({ kept: { id } }) => id);
}
