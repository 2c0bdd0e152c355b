import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';

/**
 * The lines in which notifications wait, one for each subject. A notification enters its line when the dispatcher comes
 * to it, in the order of receipt, and leaves it when it is handled or dead. It is the turn of the first one that waits, and
 * of nobody while one of them is being handled.
 *
 * A receipt leaves lines alone: subjects come in no order, so for each one another page would have to be written.
 */
export interface SubjectQueues {
  /**
   * SubjectQueues up the next ones that have been received. One whose turn it is at once goes to `claim` instead, which has to
   * write that it stands in its line: most do, and are written once less.
   *
   * @returns how many there were.
   */
  enqueue(limit: number, now: number, claim: (seq: number) => void): number;
  /** The place in the order of receipt up to which everything that is pending stands in a line, and nothing after it. */
  queuedUpTo(): number;
  /** Whether something pending has not been lined up. */
  hasNew(): boolean;
  /** It is the turn of the first one that waits, now that the one whose turn it was has left, unless one is being handled. */
  unblockNext(orderingKey: string): void;
  /** The same where somebody may have come to stand before the one whose turn it was. */
  recomputeHead(orderingKey: string): void;
  /** The same for every line: the process before this one may have ended with somebody being handled. */
  recomputeAllHeads(): void;
  /** The place of the next one to be lined up, which is found without reading it. */
  next(): number | undefined;
  /** Goes past the next one, which cannot be read. */
  skip(seq: number): void;
  /** Looks anew how far lining up has come: the transaction has failed, or notifications have been removed. */
  invalidate(): void;
}

/** Opens the lines. */
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
    if (first?.['state'] === 'pending') sql.unblock.run(Number(first['seq']));
  }

  function recomputeHead(orderingKey: string): void {
    sql.blockHead.run(orderingKey);
    unblockNext(orderingKey);
  }

  return {
    queuedUpTo,
    enqueue(limit, now, claim) {
      const newcomers = sql.new.all(queuedUpTo(), limit) as unknown as Newcomer[];
      const entered = new Set<string>();
      for (const [seq, orderingKey, dueAt, isTaken] of newcomers) {
        const waits = isTaken === 1 || entered.has(orderingKey);
        if (waits || dueAt > now) sql.enqueue.run(waits ? 1 : 0, seq);
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
    invalidate() {
      known = undefined;
    },
  };
}

/** One that has not been lined up; `isTaken` is 1 where others stand in its line. */
type Newcomer = readonly [seq: number, orderingKey: string, dueAt: number, isTaken: 0 | 1];

const STATEMENTS = {
  // Those after it that are pending have not been lined up; nobody asks about the others.
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
    WHERE queued = 1 AND ordering_key = ? AND state = 'pending' AND blocked = 0`,

  queues: `SELECT DISTINCT ordering_key AS orderingKey FROM notification INDEXED BY notification_ordering_key WHERE queued = 1`,
  // One that is being handled comes before those that are pending.
  first: `
    SELECT seq, state FROM notification INDEXED BY notification_ordering_key
    WHERE queued = 1 AND ordering_key = ? ORDER BY state, seq LIMIT 1`,
  unblock: `UPDATE notification SET blocked = 0 WHERE seq = ?`,
};
