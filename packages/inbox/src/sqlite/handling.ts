import type { DatabaseSync } from 'node:sqlite';
import { isEventType } from '@partner-webhooks/types';
import { type Outcome, SenselessCallError } from '../inbox.ts';
import { DEFAULT_RETRY } from '../retry.ts';
import type { Lines } from './lines.ts';
import { parseBody } from './parse-body.ts';
import { prepareAll } from './statements.ts';
import type { Tally } from './tally.ts';

/** A claimed notification: without names, and with its body as text, because both are copied from one thread to another. */
export type ClaimRow = readonly [
  id: string,
  eventType: string,
  body: string,
  receivedAt: number,
  deliveries: number,
  attempts: number,
  replays: number,
  repeats: string | null,
  stale: 0 | 1,
];

/** A pending notification that this program cannot hand to a handler. */
export interface UnreadableRow {
  readonly id: string;
  readonly eventType: string;
  /** Why. Nothing of the body is in it. */
  readonly reason: string;
}

/** What a call of `claim` gave. */
export interface Claimed {
  readonly claims: readonly ClaimRow[];
  readonly unreadable: readonly UnreadableRow[];
}

/** What became of an attempt. */
export interface SettledRow {
  readonly eventType: string;
  readonly attempt: number;
}

/**
 * Gives notifications out for handling, and takes the outcomes back.
 *
 * @param live the ids of those that a handler of this process has.
 * @param openedAt what the clock says, in milliseconds since 1970; absent to take times in the file as they are.
 */
export function handling(
  database: DatabaseSync,
  tally: Tally,
  lines: Lines,
  live: Set<string>,
  openedAt: number | undefined,
) {
  const sql = prepareAll(database, STATEMENTS);
  // Without names they are read faster.
  for (const statement of [sql.claim, sql.settle]) statement.setReturnArrays(true);
  recover();

  /** Only one process has the file, so whatever was being handled belongs to one that is no more: it waits again. */
  function recover(): void {
    database.exec('BEGIN IMMEDIATE');
    sql.keepInterrupted.run();
    const interrupted = sql.recover.all() as unknown as Interrupted[];
    for (const { eventType } of interrupted) tally.move(eventType, 'handling', 'pending');
    if (openedAt !== undefined) {
      // The clock may have been set back since: nothing waits for longer than a retry does.
      sql.hasten.run(openedAt, openedAt + DEFAULT_RETRY.maxDelay);
      separate(interrupted, openedAt);
    }
    lines.reorderAll();
    tally.write();
    database.exec('COMMIT');
  }

  /**
   * Claims one notification. Each is judged by itself: one that this program cannot read is set aside with the reason,
   * holds back the successors of its own subject, and costs no attempt. It is judged again at the next start.
   */
  function claimOne(place: number, now: number, claims: ClaimRow[], unreadable: UnreadableRow[]): void {
    const row = sql.claim.get(now, place) as unknown as ClaimRow;
    const [id, eventType, body] = row;
    const reason = whyUnreadable(eventType, body);
    if (reason === undefined) {
      live.add(id);
      tally.move(eventType, 'pending', 'handling');
      claims.push(row);
      return;
    }
    sql.setAside.run(reason, place);
    unreadable.push({ id, eventType, reason });
  }

  /**
   * Where the process has ended more than once during their attempts, one of them may have ended it. They come one after
   * the other then, so that it does not take the attempts of those that only ran beside it.
   */
  function separate(interrupted: readonly Interrupted[], now: number): void {
    const again = interrupted.filter(({ attempts }) => attempts > 1).sort((a, b) => a.attempts - b.attempts);
    const step = Math.min(LONGEST_STEP_MS, Math.floor(LONGEST_SEPARATION_MS / again.length));
    for (const [index, { seq }] of again.entries()) sql.separate.run(now + index * step, seq);
  }

  return {
    claim(limit: number, now: number): Claimed {
      const claims: ClaimRow[] = [];
      const unreadable: UnreadableRow[] = [];
      const claim = (place: number) => claimOne(place, now, claims, unreadable);
      while (claims.length < limit && unreadable.length < MAX_SET_ASIDE) {
        const due = sql.due.all(now, limit - claims.length);
        for (const { seq } of due) claim(Number(seq));
        if (due.length === 0) break;
      }
      for (let linedUp = 0; claims.length < limit && linedUp < MAX_LINED_UP; ) {
        const newcomers = lines.lineUp(limit - claims.length, now, claim);
        if (newcomers === 0) break;
        linedUp += newcomers;
      }
      return { claims, unreadable };
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
      live.delete(id);
      return { eventType, attempt };
    },

    nextDue: (): number | undefined =>
      lines.hasNew() ? 0 : (sql.nextDue.get()?.['due_at'] as number | undefined),
  };
}

/** @returns nothing where the notification can be handed to its handler. */
function whyUnreadable(eventType: string, body: string): string | undefined {
  if (!isEventType(eventType))
    return `the contract of this program has no event type ${eventType}: start a program that knows it`;
  try {
    parseBody(body);
    return undefined;
  } catch {
    // The engine's own message quotes the body.
    return 'the stored body is not JSON: it was damaged, or stored by a program that reads JSON differently';
  }
}

// In one transaction, so that receipts do not wait long for it.
const MAX_SET_ASIDE = 1_000;

// In one transaction. Many may have to be lined up for one that can be claimed, where they are about one subject.
const MAX_LINED_UP = 1_000;

// From one to the next of those that may have ended the process, and for all of them.
const LONGEST_STEP_MS = 1_000;
const LONGEST_SEPARATION_MS = 60_000;

interface Interrupted {
  readonly seq: number;
  readonly eventType: string;
  readonly attempts: number;
}

type Settled = readonly [place: number, line: string, eventType: string, attempt: number, claimedAt: number];

const STATEMENTS = {
  keepInterrupted: `
    INSERT INTO attempt (notification, number, outcome, started_at)
    SELECT seq, coalesce((SELECT max(number) FROM attempt WHERE notification = seq), 0) + 1, 'interrupted', claimed_at
    FROM notification WHERE state = 'handling' AND claimed_at IS NOT NULL`,
  // The attempt has been counted when it began.
  recover: `
    UPDATE notification SET state = 'pending' WHERE state = 'handling'
    RETURNING seq, event_type AS eventType, attempts`,
  separate: `UPDATE notification SET due_at = ? WHERE seq = ?`,
  hasten: `
    UPDATE notification INDEXED BY notification_line SET due_at = ?
    WHERE lined_up = 1 AND state = 'pending' AND due_at > ?`,

  due: `
    SELECT seq FROM notification INDEXED BY notification_due
    WHERE state = 'pending' AND held_back = 0 AND due_at <= ? ORDER BY due_at, seq LIMIT ?`,
  // One at a time: where it says which ones by another question, SQLite makes a table of them first, even of none.
  claim: `
    UPDATE notification
    SET state = 'handling', lined_up = 1, held_back = 0, attempts = attempts + 1, claimed_at = ?, unreadable = NULL
    WHERE seq = ?
    RETURNING id, event_type, CAST(body AS TEXT), coalesce(quarantined_at, received_at), deliveries, attempts, replays,
      repeats,
      EXISTS (
        SELECT 1 FROM notification AS newer INDEXED BY notification_handled
        WHERE newer.line = notification.line AND newer.state = 'handled'
          AND (newer.occurred_at > notification.occurred_at
            OR (notification.occurred_at IS NULL
              AND (newer.seq > notification.seq
                OR (notification.quarantined_at IS NOT NULL AND newer.received_at > notification.quarantined_at)))))`,

  // As if it had not been claimed. It stays the first of its subject, which holds back those after it.
  setAside: `
    UPDATE notification
    SET state = 'pending', held_back = 1, attempts = attempts - 1, unreadable = ?,
      claimed_at = CASE WHEN attempts = 1 AND replays = 0 THEN NULL ELSE claimed_at END
    WHERE seq = ?`,

  settle: `
    UPDATE notification SET state = ?, error = ?, due_at = ?, settled_at = ?, lined_up = ?
    WHERE id = ? AND state = 'handling'
    RETURNING seq, line, event_type, attempts, claimed_at`,

  keepAttempt: `
    INSERT INTO attempt (notification, number, outcome, started_at, ended_at, error)
    VALUES (?1, coalesce((SELECT max(number) FROM attempt WHERE notification = ?1), 0) + 1, ?2, ?3, ?4, ?5)`,

  nextDue: `
    SELECT due_at FROM notification INDEXED BY notification_due
    WHERE state = 'pending' AND held_back = 0 ORDER BY due_at, seq LIMIT 1`,
};
