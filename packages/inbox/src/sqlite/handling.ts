import type { DatabaseSync } from 'node:sqlite';
import type { Outcome, State } from '../inbox.ts';
import type { Damage } from './damage.ts';
import type { Lines } from './lines.ts';
import { prepareAll } from './statements.ts';
import type { Tally } from './tally.ts';
import type { WordIndex } from './word-index.ts';

/** A claimed notification: without names, and with its body as text, because both are copied from one thread to another. */
export type ClaimRow = readonly [
  id: string,
  eventType: string,
  body: string,
  receivedAt: number,
  deliveries: number,
  attempts: number,
  replays: number,
  stale: 0 | 1,
];

/** What became of an attempt. */
export interface SettledRow {
  readonly eventType: string;
  readonly attempt: number;
}

/** A notification that somebody has intervened in. */
export interface Changed {
  readonly id: string;
  readonly eventType: string;
}

/** The call makes no sense, which was found before anything was changed: the transaction goes on without it. */
export class SenselessCallError extends Error {
  override readonly name = 'SenselessCallError';
}

/** Gives notifications out for handling, takes the outcome back, and lets people intervene. */
export function handling(
  database: DatabaseSync,
  tally: Tally,
  lines: Lines,
  wordIndex: WordIndex,
  damage: Damage,
) {
  const sql = prepareAll(database, STATEMENTS);
  // Without names they are read faster.
  for (const statement of [sql.claim, sql.settle]) statement.setReturnArrays(true);
  recover();

  /** Only one process has the file, so whatever was being handled belongs to one that is no more: it waits again. */
  function recover(): void {
    const interrupted = sql.interrupted.all().map(({ seq }) => Number(seq));
    database.exec('BEGIN IMMEDIATE');
    for (const place of interrupted.filter(damage.isReadable)) {
      sql.keepInterrupted.run(place);
      tally.move(String(sql.recover.get(place)?.['event_type']), 'handling', 'pending');
    }
    tally.write();
    database.exec('COMMIT');
    damage.attempt(lines.reorderAll);
  }

  function mayBeClaimed({ seq }: Record<string, unknown>): boolean {
    return !damage.isKnown() || damage.isReadable(Number(seq));
  }

  function claimInto(rows: ClaimRow[], now: number): (place: number) => void {
    return (place) => {
      damage.approach(place);
      const row = sql.claim.get(now, place);
      if (row) rows.push(row as unknown as ClaimRow);
      // An index has it, and the table does not.
      else damage.leaveOut(place);
      damage.approach(undefined);
    };
  }

  /** The same as a claim, but each notification by itself, and without those that cannot be read. */
  function claimReadable(limit: number, now: number): ClaimRow[] {
    const rows: ClaimRow[] = [];
    const claim = claimInto(rows, now);
    const due = sql.due.all(now, limit + damage.count()).map(({ seq }) => Number(seq));
    for (const place of due.filter(damage.isReadable).slice(0, limit)) claim(place);
    for (let linedUp = 0; rows.length < limit && linedUp < MAX_LINED_UP; linedUp += 1) {
      const place = lines.next();
      if (place === undefined) break;
      damage.approach(place);
      if (damage.isReadable(place)) lines.lineUp(1, now, claim);
      else lines.skip(place);
      damage.approach(undefined);
    }
    for (const [, eventType] of rows) tally.move(eventType, 'pending', 'handling');
    return rows;
  }

  return {
    claim(limit: number, now: number): ClaimRow[] {
      if (damage.isKnown()) return claimReadable(limit, now);
      const rows: ClaimRow[] = [];
      const claim = claimInto(rows, now);
      for (const { seq } of sql.due.all(now, limit)) claim(Number(seq));
      for (let linedUp = 0; rows.length < limit && linedUp < MAX_LINED_UP; ) {
        const newcomers = lines.lineUp(limit - rows.length, now, claim);
        if (newcomers === 0) break;
        linedUp += newcomers;
      }
      for (const [, eventType] of rows) tally.move(eventType, 'pending', 'handling');
      return rows;
    },

    settle(id: string, outcome: Outcome, now: number): SettledRow {
      const { state } = outcome;
      const error = state === 'handled' ? null : outcome.error;
      const dueAt = state === 'pending' ? outcome.dueAt.getTime() : now;
      const waits = state === 'pending';
      const row = sql.settle.get(state, error, dueAt, waits ? null : now, waits ? 1 : 0, id);
      if (!row) throw new SenselessCallError(`notification ${id} is not being handled`);
      const [place, line, eventType, attempt, claimedAt] = row as unknown as Settled;
      const ended = state === 'handled' ? 'handled' : 'failed';
      sql.keepAttempt.run(place, ended, claimedAt, now, error);
      if (waits) lines.reorder(line);
      else lines.release(line);
      tally.move(eventType, 'handling', state);
      return { eventType, attempt };
    },

    nextDue: (): number | undefined =>
      lines.hasNew()
        ? 0
        : (sql.nextDue.all(damage.count() + 1).find(mayBeClaimed)?.['due_at'] as number | undefined),

    replay(ids: readonly string[], now: number): Changed[] {
      const found = select(ids, (state) => state !== 'handling');
      for (const { id } of found) sql.replay.run(now, lines.linedUpTo(), id);
      for (const { line } of found) lines.reorder(line);
      for (const { eventType, state } of found) tally.move(eventType, state, 'pending');
      return found.map(({ id, eventType }) => ({ id, eventType }));
    },

    discard(ids: readonly string[], reason: string, now: number): Changed[] {
      const found = select(
        ids,
        (state, discarded) => (state === 'pending' || state === 'dead') && discarded === 0,
      );
      for (const { id } of found) sql.discard.run(now, now, reason, id);
      for (const { line } of found) lines.release(line);
      for (const { eventType, state } of found) tally.move(eventType, state, 'dead');
      return found.map(({ id, eventType }) => ({ id, eventType }));
    },

    removeOld(before: number, limit: number): number {
      // A word must not lead to what is no longer there.
      wordIndex.write();
      const handled = sql.removeHandled.all(before, limit);
      const discarded = sql.removeDiscarded.all(before, limit - handled.length);
      for (const { event_type } of handled) tally.add(String(event_type), 'handled', -1);
      for (const { event_type } of discarded) tally.add(String(event_type), 'dead', -1);
      // A place whose notification was the last one is given away again.
      lines.forget();
      const notifications = handled.length + discarded.length;
      return notifications + Number(sql.removeQuarantined.run(before, limit - notifications).changes);
    },
  };

  function select(ids: readonly string[], isMeant: (state: State, discarded: number) => boolean): Selected[] {
    return [...new Set(ids)]
      .map((id) => sql.select.get(id) as unknown as Selected | undefined)
      .filter((row) => row !== undefined && isMeant(row.state, row.discarded)) as Selected[];
  }
}

// In one transaction. Many may have to be lined up for one that can be claimed, where they are about one subject.
const MAX_LINED_UP = 1_000;

type Settled = readonly [place: number, line: string, eventType: string, attempt: number, claimedAt: number];

interface Selected extends Changed {
  readonly line: string;
  readonly state: State;
  readonly discarded: number;
}

const STATEMENTS = {
  // Of the index alone: the rows may be on a page that cannot be read.
  interrupted: `SELECT seq FROM notification INDEXED BY notification_state WHERE state = 'handling'`,
  keepInterrupted: `
    INSERT INTO attempt (notification, number, outcome, started_at)
    SELECT seq, coalesce((SELECT max(number) FROM attempt WHERE notification = seq), 0) + 1, 'interrupted', claimed_at
    FROM notification WHERE seq = ? AND claimed_at IS NOT NULL`,
  // The attempt has been counted when it began.
  recover: `UPDATE notification SET state = 'pending' WHERE seq = ? RETURNING event_type`,

  select: `
    SELECT id, event_type AS eventType, line, state, discarded_at IS NOT NULL AS discarded
    FROM notification WHERE id = ?`,

  due: `
    SELECT seq FROM notification INDEXED BY notification_due
    WHERE state = 'pending' AND held_back = 0 AND due_at <= ? ORDER BY due_at, seq LIMIT ?`,
  // One at a time: where it says which ones by another question, SQLite makes a table of them first, even of none.
  claim: `
    UPDATE notification
    SET state = 'handling', lined_up = 1, held_back = 0, attempts = attempts + 1, claimed_at = ?
    WHERE seq = ?
    RETURNING id, event_type, CAST(body AS TEXT), received_at, deliveries, attempts, replays,
      EXISTS (
        SELECT 1 FROM notification AS newer INDEXED BY notification_handled
        WHERE newer.line = notification.line AND newer.state = 'handled'
          AND (newer.occurred_at > notification.occurred_at
            OR (notification.occurred_at IS NULL AND newer.seq > notification.seq)))`,

  settle: `
    UPDATE notification SET state = ?, error = ?, due_at = ?, settled_at = ?, lined_up = ?
    WHERE id = ? AND state = 'handling'
    RETURNING seq, line, event_type, attempts, claimed_at`,

  keepAttempt: `
    INSERT INTO attempt (notification, number, outcome, started_at, ended_at, error)
    VALUES (?1, coalesce((SELECT max(number) FROM attempt WHERE notification = ?1), 0) + 1, ?2, ?3, ?4, ?5)`,

  nextDue: `
    SELECT seq, due_at FROM notification INDEXED BY notification_due
    WHERE state = 'pending' AND held_back = 0 ORDER BY due_at, seq LIMIT ?`,

  replay: `
    UPDATE notification
    SET state = 'pending', held_back = 1, attempts = 0, replays = replays + 1, due_at = ?,
      settled_at = NULL, error = NULL, discarded_at = NULL, discard_reason = NULL, lined_up = seq <= ?
    WHERE id = ?`,

  discard: `
    UPDATE notification
    SET state = 'dead', settled_at = coalesce(settled_at, ?), discarded_at = ?, discard_reason = ?, lined_up = 0
    WHERE id = ?`,

  removeHandled: `
    DELETE FROM notification WHERE seq IN (
      SELECT seq FROM notification INDEXED BY notification_settled
      WHERE state = 'handled' AND settled_at < ? ORDER BY settled_at LIMIT ?)
    RETURNING event_type`,
  removeDiscarded: `
    DELETE FROM notification WHERE seq IN (
      SELECT seq FROM notification WHERE discarded_at < ? ORDER BY discarded_at LIMIT ?)
    RETURNING event_type`,
  removeQuarantined: `
    DELETE FROM quarantine WHERE seq IN (SELECT seq FROM quarantine WHERE received_at < ? ORDER BY seq LIMIT ?)`,
};
