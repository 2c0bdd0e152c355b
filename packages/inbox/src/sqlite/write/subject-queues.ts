import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';
import type { Participant } from './unit-of-work.ts';

/**
 * The queues of the subjects: notifications with the same ordering key are handled one at a time, in order of arrival. A
 * notification enters its queue when the dispatcher reaches it, and leaves it when its handling ends. The head of a queue is
 * unblocked unless another one of the queue is being handled, or its event type is paused; all others are blocked.
 *
 * Receiving does not write to queues: ordering keys come in no order, so each one would change another page
 * (docs/decisions/0019).
 */
export interface SubjectQueues extends Participant {
  /**
   * Enqueues up to `limit` notifications, oldest first. One that can be handled at once goes to `claim` instead, which marks
   * it as queued: most can, and are written once less.
   *
   * @returns how many there were.
   */
  enqueue(limit: number, now: number, claim: (seq: number) => void): number;
  /** The seq up to which every pending notification is in its queue. None after it is. */
  queuedUpTo(): number;
  /** Whether a pending notification has not been enqueued. */
  hasNew(): boolean;
  /** Unblocks the next notification of the subject, unless one of the subject is being handled. */
  unblockNext(orderingKey: string): void;
  /** The same if a notification may have entered the queue before its head. */
  recomputeHead(orderingKey: string): void;
  /** The same for every queue, at the start: an earlier process may have ended while handlers ran. */
  recomputeAllHeads(): void;
  /** The seq of the next notification to enqueue. It is found without reading the row. */
  next(): number | undefined;
  /** Passes over the next notification to enqueue, which cannot be read. */
  skip(seq: number): void;
  /** Forgets the known state of the table: notifications have been removed. */
  invalidate(): void;
}

/** Opens the queues. */
export function openSubjectQueues(database: DatabaseSync): SubjectQueues {
  const sql = prepareAll(database, STATEMENTS);
  sql.new.setReturnArrays(true);
  let known: number | undefined;

  function queuedUpTo(): number {
    known ??= Number(sql.last.get()?.['seq'] ?? 0);
    return known;
  }

  function unblockNext(orderingKey: string): void {
    const first = sql.first.get(orderingKey);
    if (first?.['state'] === 'pending' && first['blocked'] !== PARKED) sql.unblock.run(Number(first['seq']));
  }

  function recomputeHead(orderingKey: string): void {
    const first = sql.first.get(orderingKey);
    if (first?.['state'] === 'pending' && first['blocked'] === PARKED) return;
    sql.blockHead.run(orderingKey);
    if (first?.['state'] === 'pending') sql.unblock.run(Number(first['seq']));
  }

  function invalidate(): void {
    known = undefined;
  }

  return {
    queuedUpTo,
    enqueue(limit, now, claim) {
      const newcomers = sql.new.all(queuedUpTo(), limit) as unknown as Newcomer[];
      const entered = new Set<string>();
      for (const [seq, orderingKey, dueAt, isTaken] of newcomers) {
        const isBlocked = isTaken === 1 || entered.has(orderingKey);
        if (isBlocked || dueAt > now) sql.enqueue.run(isBlocked ? 1 : 0, seq);
        else claim(seq);
        entered.add(orderingKey);
        known = seq;
      }
      return newcomers.length;
    },
    hasNew: () => sql.hasNew.get(queuedUpTo()) !== undefined,
    unblockNext,
    recomputeHead,
    recomputeAllHeads() {
      for (const { orderingKey } of sql.queues.all()) recomputeHead(String(orderingKey));
    },
    next: () => sql.next.get(queuedUpTo())?.['seq'] as number | undefined,
    skip(seq) {
      known = seq;
    },
    invalidate,
    afterRollback: invalidate,
  };
}

// Of `blocked`: the head of a queue whose event type was paused when the dispatcher reached it (pauses.ts).
const PARKED = 2;

/** A notification that has not been enqueued; `isTaken` is 1 if its queue is not empty. */
type Newcomer = readonly [seq: number, orderingKey: string, dueAt: number, isTaken: 0 | 1];

const STATEMENTS = {
  // No pending notification after it has been enqueued; the others are not looked at.
  last: `SELECT max(seq) AS seq FROM notification INDEXED BY notification_ordering_key WHERE queued = 1`,

  new: `
    SELECT seq, ordering_key, due_at, EXISTS (
      SELECT 1 FROM notification AS earlier INDEXED BY notification_ordering_key
      WHERE earlier.queued = 1 AND earlier.ordering_key = notification.ordering_key)
    FROM notification INDEXED BY notification_state
    WHERE state = 'pending' AND seq > ? ORDER BY seq LIMIT ?`,
  next: `
    SELECT seq FROM notification INDEXED BY notification_state WHERE state = 'pending' AND seq > ? ORDER BY seq LIMIT 1`,
  hasNew: `SELECT 1 FROM notification INDEXED BY notification_state WHERE state = 'pending' AND seq > ? LIMIT 1`,

  enqueue: `UPDATE notification SET queued = 1, blocked = ? WHERE seq = ?`,

  blockHead: `
    UPDATE notification INDEXED BY notification_ordering_key SET blocked = 1
    WHERE queued = 1 AND ordering_key = ? AND state = 'pending' AND blocked <> 1`,

  queues: `SELECT DISTINCT ordering_key AS orderingKey FROM notification INDEXED BY notification_ordering_key WHERE queued = 1`,
  // `handling` comes before `pending`.
  first: `
    SELECT seq, state, blocked FROM notification INDEXED BY notification_ordering_key
    WHERE queued = 1 AND ordering_key = ? ORDER BY state, seq LIMIT 1`,
  unblock: `UPDATE notification SET blocked = 0 WHERE seq = ?`,
};
