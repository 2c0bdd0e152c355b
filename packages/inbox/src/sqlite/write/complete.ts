import type { DatabaseSync } from 'node:sqlite';
import { InvalidCallError } from '../../errors.ts';
import type { Failure, Outcome } from '../../model.ts';
import { prepareAll } from '../prepare-all.ts';
import type { Tally } from './counters.ts';
import type { Live } from './live.ts';
import type { Lines } from './subject-queues.ts';

/** Which attempt of a notification. */
export interface AttemptNumbers {
  readonly attempt: number;
  readonly replays: number;
}

/** An attempt that has ended. */
export interface AttemptRow extends AttemptNumbers {
  readonly id: string;
}

/** What became of an attempt. */
export interface SettledRow {
  readonly eventType: string;
  readonly attempt: number;
}

/**
 * Ends attempts: by their outcome, by the end of the process, or by a failure that comes after the outcome.
 *
 */
export function endingAttempts(database: DatabaseSync, tally: Tally, lines: Lines, live: Live) {
  const sql = prepareAll(database, STATEMENTS);
  // Without names it is read faster.
  sql.complete.setReturnArrays(true);

  return {
    complete(id: string, outcome: Outcome, now: number, of?: AttemptNumbers): SettledRow {
      const { state } = outcome;
      const error = state === 'handled' ? null : outcome.error;
      const dueAt = state === 'pending' ? outcome.dueAt.getTime() : now;
      const waits = state === 'pending';
      const completedAt = waits ? null : now;
      const row = sql.complete.get(state, error, dueAt, completedAt, waits ? 1 : 0, id, ...numbersOf(of));
      if (!row) throw new InvalidCallError(`notification ${id} is not being handled`);
      const [seq, line, eventType, attempt, claimedAt] = row as unknown as Settled;
      sql.keepAttempt.run(seq, state === 'handled' ? 'handled' : 'failed', claimedAt, now, error);
      if (waits) lines.reorder(line);
      else lines.release(line);
      tally.move(eventType, 'handling', state);
      live.remove(id);
      return { eventType, attempt };
    },

    /** The process ends before the handler has: the notification is pending at once, and the attempt does not count. */
    interrupt(id: string, now: number, of?: AttemptNumbers): SettledRow {
      const row = sql.interrupt.get(now, id, ...numbersOf(of)) as unknown as Interrupted | undefined;
      if (!row) throw new InvalidCallError(`notification ${id} is not being handled`);
      const { seq, line, eventType, attempts, claimedAt } = row;
      sql.keepInterrupted.run(seq, claimedAt, now);
      lines.reorder(line);
      tally.move(eventType, 'handling', 'pending');
      live.remove(id);
      return { eventType, attempt: attempts + 1 };
    },

    /** @returns `undefined` where the attempt is no longer the last one, or has not ended as handled. */
    revoke({ id, attempt, replays }: AttemptRow, failure: Failure, now: number): SettledRow | undefined {
      const { state, error } = failure;
      const waits = state === 'pending';
      const dueAt = waits ? failure.dueAt.getTime() : now;
      const values = [state, error, dueAt, waits ? null : now, waits ? 1 : 0, lines.linedUpTo()];
      const row = sql.revoke.get(...values, id, attempt, replays) as unknown as Revoked | undefined;
      if (!row) return undefined;
      const { seq, line, eventType } = row;
      sql.failAttempt.run(error, seq);
      if (waits) lines.reorder(line);
      tally.move(eventType, 'handled', state);
      return { eventType, attempt };
    },
  };
}

/** Without numbers, whichever attempt there is. */
function numbersOf(of: AttemptNumbers | undefined): [attempt: number | null, replays: number | null] {
  return [of?.attempt ?? null, of?.replays ?? null];
}

type Settled = readonly [seq: number, line: string, eventType: string, attempt: number, claimedAt: number];

interface Revoked {
  readonly seq: number;
  readonly line: string;
  readonly eventType: string;
}

interface Interrupted extends Revoked {
  readonly attempts: number;
  readonly claimedAt: number;
}

const STATEMENTS = {
  complete: `
    UPDATE notification SET state = ?1, error = ?2, due_at = ?3, settled_at = ?4, lined_up = ?5
    WHERE id = ?6 AND state = 'handling' AND attempts = coalesce(?7, attempts) AND replays = coalesce(?8, replays)
    RETURNING seq, line, event_type, attempts, claimed_at`,
  keepAttempt: `
    INSERT INTO attempt (notification, number, outcome, started_at, ended_at, error)
    VALUES (?1, coalesce((SELECT max(number) FROM attempt WHERE notification = ?1), 0) + 1, ?2, ?3, ?4, ?5)`,

  interrupt: `
    UPDATE notification SET state = 'pending', attempts = attempts - 1, due_at = ?1
    WHERE id = ?2 AND state = 'handling' AND attempts = coalesce(?3, attempts) AND replays = coalesce(?4, replays)
    RETURNING seq, line, event_type AS eventType, attempts, claimed_at AS claimedAt`,
  keepInterrupted: `
    INSERT INTO attempt (notification, number, outcome, started_at, ended_at)
    VALUES (?1, coalesce((SELECT max(number) FROM attempt WHERE notification = ?1), 0) + 1, 'interrupted', ?2, ?3)`,

  // As a replay, except that the attempts count on.
  revoke: `
    UPDATE notification
    SET state = ?, held_back = 1, error = ?, due_at = ?, settled_at = ?, lined_up = ? AND seq <= ?
    WHERE id = ? AND state = 'handled' AND attempts = ? AND replays = ?
    RETURNING seq, line, event_type AS eventType`,
  failAttempt: `
    UPDATE attempt SET outcome = 'failed', error = ?1
    WHERE notification = ?2 AND number = (SELECT max(number) FROM attempt WHERE notification = ?2)`,
};
