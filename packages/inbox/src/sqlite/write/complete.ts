import type { DatabaseSync } from 'node:sqlite';
import { causeOf } from '../../cause.ts';
import { InvalidCallError } from '../../errors.ts';
import type { Failure, Outcome } from '../../model.ts';
import type { AttemptNumbers, AttemptRow, CompletedRow } from '../../store.ts';
import { prepareAll } from '../prepare-all.ts';
import type { BatchedInserts } from './batched-inserts.ts';
import type { Counters } from './counters.ts';
import type { HandlerWrites } from './handler-writes.ts';
import type { Live } from './live.ts';
import type { SubjectQueues } from './subject-queues.ts';

/** What ends attempts. */
export interface CompleteMethods {
  /**
   * Ends an attempt by its outcome, together with the statements of its handler.
   *
   * @throws InvalidCallError if the notification is not being handled, and StatementError if a statement fails.
   */
  complete(id: string, outcome: Outcome, now: number, of?: AttemptNumbers): CompletedRow;
  /**
   * Ends an attempt because the process ends first: the notification is pending at once, and the attempt does not count.
   *
   * @throws InvalidCallError as `complete`.
   */
  interrupt(id: string, now: number, of?: AttemptNumbers): CompletedRow;
  /**
   * Counts an attempt as failed that ended as handled.
   *
   * @returns `undefined` if the attempt is no longer the last one, or has not ended as handled.
   */
  revoke(attempt: AttemptRow, failure: Failure, now: number): CompletedRow | undefined;
}

/** Opens the tables for the ends of attempts. */
export function openComplete(
  database: DatabaseSync,
  inserts: BatchedInserts,
  counters: Counters,
  queues: SubjectQueues,
  live: Live,
  handlerWrites: HandlerWrites,
): CompleteMethods {
  const sql = prepareAll(database, STATEMENTS);
  // A row is read faster as an array.
  sql.complete.setReturnArrays(true);

  return {
    complete(id, outcome, now, of) {
      inserts.write();
      const { state } = outcome;
      const error = state === 'handled' ? null : outcome.error;
      const dueAt = state === 'pending' ? outcome.dueAt.getTime() : now;
      const isRetried = state === 'pending';
      const completedAt = isRetried ? null : now;
      const cause = error === null ? null : causeOf(error);
      const values = [state, error, dueAt, completedAt, isRetried ? 1 : 0, id, ...numbersOf(of), cause];
      const row = handlerWrites.runWith(
        () => {
          const found = sql.complete.get(...values);
          if (!found) throw new InvalidCallError(`notification ${id} is not being handled`);
          return found;
        },
        state === 'handled' ? (outcome.effects?.writes ?? []) : [],
      );
      const [seq, orderingKey, eventType, attempt, claimedAt] = row as unknown as Completed;
      sql.keepAttempt.run(seq, state === 'handled' ? 'handled' : 'failed', claimedAt, now, error);
      if (isRetried) queues.recomputeHead(orderingKey);
      else queues.unblockNext(orderingKey);
      counters.move(eventType, 'handling', state);
      live.remove(id);
      return { eventType, attempt };
    },

    interrupt(id, now, of) {
      inserts.write();
      const row = sql.interrupt.get(now, id, ...numbersOf(of)) as unknown as Interrupted | undefined;
      if (!row) throw new InvalidCallError(`notification ${id} is not being handled`);
      const { seq, orderingKey, eventType, attempts, claimedAt } = row;
      sql.keepInterrupted.run(seq, claimedAt, now);
      queues.recomputeHead(orderingKey);
      counters.move(eventType, 'handling', 'pending');
      live.remove(id);
      return { eventType, attempt: attempts + 1 };
    },

    revoke({ id, attempt, replays }, failure, now) {
      inserts.write();
      const { state, error } = failure;
      const isRetried = state === 'pending';
      const dueAt = isRetried ? failure.dueAt.getTime() : now;
      const values = [
        state,
        error,
        dueAt,
        isRetried ? null : now,
        isRetried ? 1 : 0,
        queues.queuedUpTo(),
        causeOf(error),
      ];
      const row = sql.revoke.get(...values, id, attempt, replays) as unknown as Revoked | undefined;
      if (!row) return undefined;
      const { seq, orderingKey, eventType } = row;
      sql.failAttempt.run(error, seq);
      if (isRetried) queues.recomputeHead(orderingKey);
      counters.move(eventType, 'handled', state);
      return { eventType, attempt };
    },
  };
}

/** `null` matches every attempt. */
function numbersOf(of: AttemptNumbers | undefined): [attempt: number | null, replays: number | null] {
  return [of?.attempt ?? null, of?.replays ?? null];
}

type Completed = readonly [
  seq: number,
  orderingKey: string,
  eventType: string,
  attempt: number,
  claimedAt: number,
];

interface Revoked {
  readonly seq: number;
  readonly orderingKey: string;
  readonly eventType: string;
}

interface Interrupted extends Revoked {
  readonly attempts: number;
  readonly claimedAt: number;
}

const STATEMENTS = {
  complete: `
    UPDATE notification SET state = ?1, error = ?2, due_at = ?3, completed_at = ?4, queued = ?5, cause = ?9
    WHERE id = ?6 AND state = 'handling' AND attempts = coalesce(?7, attempts) AND replays = coalesce(?8, replays)
    RETURNING seq, ordering_key AS orderingKey, event_type, attempts, claimed_at`,
  keepAttempt: `
    INSERT INTO attempt (notification, number, outcome, started_at, ended_at, error)
    VALUES (?1, coalesce((SELECT max(number) FROM attempt WHERE notification = ?1), 0) + 1, ?2, ?3, ?4, ?5)`,

  interrupt: `
    UPDATE notification SET state = 'pending', attempts = attempts - 1, due_at = ?1
    WHERE id = ?2 AND state = 'handling' AND attempts = coalesce(?3, attempts) AND replays = coalesce(?4, replays)
    RETURNING seq, ordering_key AS orderingKey, event_type AS eventType, attempts, claimed_at AS claimedAt`,
  keepInterrupted: `
    INSERT INTO attempt (notification, number, outcome, started_at, ended_at)
    VALUES (?1, coalesce((SELECT max(number) FROM attempt WHERE notification = ?1), 0) + 1, 'interrupted', ?2, ?3)`,

  // As a replay, except that the attempts count on.
  revoke: `
    UPDATE notification
    SET state = ?, blocked = 1, error = ?, due_at = ?, completed_at = ?, queued = ? AND seq <= ?, cause = ?
    WHERE id = ? AND state = 'handled' AND attempts = ? AND replays = ?
    RETURNING seq, ordering_key AS orderingKey, event_type AS eventType`,
  failAttempt: `
    UPDATE attempt SET outcome = 'failed', error = ?1
    WHERE notification = ?2 AND number = (SELECT max(number) FROM attempt WHERE notification = ?2)`,
};
