import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';
import type { Counters } from './counters.ts';
import type { Damage } from './damage.ts';
import type { SubjectQueues } from './subject-queues.ts';

/**
 * Recovers from the end of an earlier process. One process has the file at a time, so whatever is `handling` at the start
 * belongs to a process that has ended: it becomes pending.
 *
 * @param openedAt milliseconds since 1970; absent to leave due times in the file as they are.
 * @returns the seqs of the suspects, those with the fewest attempts first: the process has ended during more than one of
 * their attempts, so one of them may be the reason.
 */
export function recover(
  database: DatabaseSync,
  counters: Counters,
  queues: SubjectQueues,
  damage: Damage,
  openedAt: number | undefined,
): number[] {
  const sql = prepareAll(database, STATEMENTS);
  const seqs = sql.interrupted.all().map(({ seq }) => Number(seq));
  database.exec('BEGIN IMMEDIATE');
  const interrupted = seqs.filter(damage.isReadable).flatMap((seq) => {
    sql.keepInterrupted.run(seq);
    const row = sql.recover.get(seq) as unknown as Interrupted | undefined;
    if (row) counters.move(row.eventType, 'handling', 'pending');
    return row ? [row] : [];
  });
  counters.beforeCommit();
  database.exec('COMMIT');
  damage.attempt(() => {
    // The clock may have been set back since: no due time may be further away than the longest wait for a retry.
    if (openedAt !== undefined) sql.capDueAt.run(openedAt, openedAt + MAX_WAIT_MS);
  });
  damage.attempt(queues.recomputeAllHeads);
  return interrupted
    .filter(({ attempts }) => attempts > 1)
    .sort((a, b) => a.attempts - b.attempts)
    .map(({ seq }) => seq);
}

interface Interrupted {
  readonly seq: number;
  readonly eventType: string;
  readonly attempts: number;
}

// The longest wait between two attempts (dispatch/retry.ts): 15 minutes. A test compares the two.
export const MAX_WAIT_MS = 900_000;

const STATEMENTS = {
  // Reads the index alone: a row may be on a page that cannot be read.
  interrupted: `SELECT seq FROM notification INDEXED BY notification_state WHERE state = 'handling'`,
  keepInterrupted: `
    INSERT INTO attempt (notification, number, outcome, started_at)
    SELECT seq, coalesce((SELECT max(number) FROM attempt WHERE notification = seq), 0) + 1, 'interrupted', claimed_at
    FROM notification WHERE seq = ? AND claimed_at IS NOT NULL`,
  // The attempt was counted when it began.
  recover: `
    UPDATE notification SET state = 'pending' WHERE seq = ?
    RETURNING seq, event_type AS eventType, attempts`,
  capDueAt: `
    UPDATE notification INDEXED BY notification_state SET due_at = ? WHERE state = 'pending' AND due_at > ?`,
};
