import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';

/**
 * The lines in which notifications wait, one for each subject. A notification enters its line when the dispatcher comes
 * to it, in the order of receipt, and leaves it when it is handled or dead. It is the turn of the first one that waits, and
 * of nobody while one of them is being handled.
 *
 * A receipt leaves lines alone: subjects come in no order, so for each one another page would have to be written.
 */
export interface Lines {
  /**
   * Lines up the next ones that have been received. One whose turn it is at once goes to `claim` instead, which has to
   * write that it stands in its line: most do, and are written once less.
   *
   * @returns how many there were.
   */
  lineUp(limit: number, now: number, claim: (place: number) => void): number;
  /** The place in the order of receipt up to which everything that is pending stands in a line, and nothing after it. */
  linedUpTo(): number;
  /** Whether something pending has not been lined up. */
  hasNew(): boolean;
  /** It is the turn of the first one that waits, now that the one whose turn it was has left, unless one is being handled. */
  release(line: string): void;
  /** The same where somebody may have come to stand before the one whose turn it was. */
  reorder(line: string): void;
  /** The same for every line: the process before this one may have ended with somebody being handled. */
  reorderAll(): void;
  /** The place of the next one to be lined up, which is found without reading it. */
  next(): number | undefined;
  /** Goes past the next one, which cannot be read. */
  skip(place: number): void;
  /** Looks anew how far lining up has come: the transaction has failed, or notifications have been removed. */
  forget(): void;
}

/** Opens the lines. */
export function openLines(database: DatabaseSync): Lines {
  const sql = prepareAll(database, STATEMENTS);
  sql.new.setReturnArrays(true);
  let known: number | undefined;

  function linedUpTo(): number {
    known ??= Number(sql.last.get()?.['seq'] ?? 0);
    return known;
  }

  function release(line: string): void {
    const first = sql.first.get(line);
    if (first?.['state'] === 'pending') sql.release.run(Number(first['seq']));
  }

  function reorder(line: string): void {
    sql.holdBack.run(line);
    release(line);
  }

  return {
    linedUpTo,
    lineUp(limit, now, claim) {
      const newcomers = sql.new.all(linedUpTo(), limit) as unknown as Newcomer[];
      const entered = new Set<string>();
      for (const [place, line, dueAt, isTaken] of newcomers) {
        const waits = isTaken === 1 || entered.has(line);
        if (waits || dueAt > now) sql.lineUp.run(waits ? 1 : 0, place);
        else claim(place);
        entered.add(line);
        known = place;
      }
      return newcomers.length;
    },
    hasNew: () => sql.hasNew.get(linedUpTo()) !== undefined,
    release,
    reorder,
    reorderAll() {
      for (const { line } of sql.lines.all()) reorder(String(line));
    },
    next: () => sql.next.get(linedUpTo())?.['seq'] as number | undefined,
    skip(place) {
      known = place;
    },
    forget() {
      known = undefined;
    },
  };
}

/** One that has not been lined up; `isTaken` is 1 where others stand in its line. */
type Newcomer = readonly [place: number, line: string, dueAt: number, isTaken: 0 | 1];

const STATEMENTS = {
  // Those after it that are pending have not been lined up; nobody asks about the others.
  last: `SELECT max(seq) AS seq FROM notification INDEXED BY notification_line WHERE lined_up = 1`,

  new: `
    SELECT seq, line, due_at, EXISTS (
      SELECT 1 FROM notification AS earlier INDEXED BY notification_line
      WHERE earlier.lined_up = 1 AND earlier.line = notification.line)
    FROM notification INDEXED BY notification_state
    WHERE state = 'pending' AND seq > ? ORDER BY seq LIMIT ?`,
  next: `
    SELECT seq FROM notification INDEXED BY notification_state WHERE state = 'pending' AND seq > ? ORDER BY seq LIMIT 1`,
  hasNew: `SELECT 1 FROM notification INDEXED BY notification_state WHERE state = 'pending' AND seq > ? LIMIT 1`,

  lineUp: `UPDATE notification SET lined_up = 1, held_back = ? WHERE seq = ?`,

  holdBack: `
    UPDATE notification INDEXED BY notification_line SET held_back = 1
    WHERE lined_up = 1 AND line = ? AND state = 'pending' AND held_back = 0`,

  lines: `SELECT DISTINCT line FROM notification INDEXED BY notification_line WHERE lined_up = 1`,
  // One that is being handled comes before those that are pending.
  first: `
    SELECT seq, state FROM notification INDEXED BY notification_line
    WHERE lined_up = 1 AND line = ? ORDER BY state, seq LIMIT 1`,
  release: `UPDATE notification SET held_back = 0 WHERE seq = ?`,
};
