import type { DatabaseSync } from 'node:sqlite';
import { DEFAULT_RETRY } from '../retry.ts';
import type { Damage } from './damage.ts';
import type { Lines } from './lines.ts';
import { prepareAll } from './statements.ts';
import type { Tally } from './tally.ts';

/**
 * Puts in order what an earlier process has left. Only one process has the file, so whatever was being handled belongs to one
 * that is no more: it waits again.
 *
 * @param openedAt what the clock says, in milliseconds since 1970; absent to take times in the file as they are.
 */
export function recover(
  database: DatabaseSync,
  tally: Tally,
  lines: Lines,
  damage: Damage,
  openedAt: number | undefined,
): void {
  const sql = prepareAll(database, STATEMENTS);
  const places = sql.interrupted.all().map(({ seq }) => Number(seq));
  database.exec('BEGIN IMMEDIATE');
  const interrupted = places.filter(damage.isReadable).flatMap((place) => {
    sql.keepInterrupted.run(place);
    const row = sql.recover.get(place) as unknown as Interrupted | undefined;
    if (row) tally.move(row.eventType, 'handling', 'pending');
    return row ? [row] : [];
  });
  if (openedAt !== undefined) separate(interrupted, openedAt);
  tally.write();
  database.exec('COMMIT');
  damage.attempt(() => {
    // The clock may have been set back since: nothing waits for longer than a retry does.
    if (openedAt !== undefined) sql.hasten.run(openedAt, openedAt + DEFAULT_RETRY.maxDelay);
  });
  damage.attempt(lines.reorderAll);

  /**
   * Where the process has ended more than once during their attempts, one of them may have ended it. They come one after
   * the other then, so that it does not take the attempts of those that only ran beside it.
   */
  function separate(rows: readonly Interrupted[], now: number): void {
    const again = rows.filter(({ attempts }) => attempts > 1).sort((a, b) => a.attempts - b.attempts);
    const step = Math.min(LONGEST_STEP_MS, Math.floor(LONGEST_SEPARATION_MS / again.length));
    for (const [index, { seq }] of again.entries()) sql.separate.run(now + index * step, seq);
  }
}

// From one to the next of those that may have ended the process, and for all of them.
const LONGEST_STEP_MS = 1_000;
const LONGEST_SEPARATION_MS = 60_000;

interface Interrupted {
  readonly seq: number;
  readonly eventType: string;
  readonly attempts: number;
}

const STATEMENTS = {
  // Of the index alone: the rows may be on a page that cannot be read.
  interrupted: `SELECT seq FROM notification INDEXED BY notification_state WHERE state = 'handling'`,
  keepInterrupted: `
    INSERT INTO attempt (notification, number, outcome, started_at)
    SELECT seq, coalesce((SELECT max(number) FROM attempt WHERE notification = seq), 0) + 1, 'interrupted', claimed_at
    FROM notification WHERE seq = ? AND claimed_at IS NOT NULL`,
  // The attempt has been counted when it began.
  recover: `
    UPDATE notification SET state = 'pending' WHERE seq = ?
    RETURNING seq, event_type AS eventType, attempts`,
  separate: `UPDATE notification SET due_at = ? WHERE seq = ?`,
  hasten: `
    UPDATE notification INDEXED BY notification_line SET due_at = ?
    WHERE lined_up = 1 AND state = 'pending' AND due_at > ?`,
};
