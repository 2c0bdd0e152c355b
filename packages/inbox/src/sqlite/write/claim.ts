import type { DatabaseSync } from 'node:sqlite';
import { type Claimed, type ClaimRow, type UnreadableRow, whyUnreadable } from '../../rows/claim-row.ts';
import { prepareAll } from '../prepare-all.ts';
import type { BatchedInserts } from './batched-inserts.ts';
import type { Counters } from './counters.ts';
import type { Damage } from './damage.ts';
import type { Live } from './live.ts';
import type { Pauses } from './pauses.ts';
import type { SubjectQueues } from './subject-queues.ts';
import type { Suspects } from './suspects.ts';

/** What hands out notifications. */
export interface ClaimMethods {
  /** Claims up to `limit` notifications that are due, the longest due first. */
  claim(limit: number, now: number): Claimed;
  /** When the next notification is due, in milliseconds since 1970; 0 for now, `undefined` if none is pending. */
  nextDue(): number | undefined;
}

/** Opens the table for claims. */
export function openClaim(
  database: DatabaseSync,
  inserts: BatchedInserts,
  counters: Counters,
  queues: SubjectQueues,
  live: Live,
  damage: Damage,
  suspects: Suspects,
  pauses: Pauses,
): ClaimMethods {
  const sql = prepareAll(database, STATEMENTS);
  // A row is read faster as an array.
  sql.claim.setReturnArrays(true);
  // A suspect has to be handled alone: nothing is claimed until the handlers that run have ended, and then the dispatcher
  // claims again.
  let isWaiting = false;

  /**
   * Claims one notification. One that this program cannot read is set aside with the reason: it blocks the queue of its own
   * subject, costs no attempt, and is tried again at the next start. One on a damaged page cannot be written, and is left
   * out.
   */
  function claimOne(seq: number, now: number, claims: ClaimRow[], unreadable: UnreadableRow[]): void {
    damage.approach(seq);
    if (pauses.isActive() && pauses.park(seq)) {
      damage.approach(undefined);
      return;
    }
    const row = sql.claim.get(now, seq) as unknown as ClaimRow | undefined;
    const reason = row && whyUnreadable(row);
    if (!row) {
      // An index has it, and the table does not.
      damage.leaveOut(seq);
    } else if (reason === undefined) {
      const [id, eventType] = row;
      live.add(id);
      counters.move(eventType, 'pending', 'handling');
      claims.push(row);
    } else {
      const [id, eventType] = row;
      sql.setAside.run(reason, seq);
      unreadable.push({ id, eventType, reason });
    }
    damage.approach(undefined);
  }

  /** The seqs of those that are due and can be read, the longest due first. */
  function due(now: number, limit: number): number[] {
    const seqs = sql.due.all(now, limit + damage.count()).map(({ seq }) => Number(seq));
    return damage.isKnown() ? seqs.filter(damage.isReadable).slice(0, limit) : seqs;
  }

  /** Enqueues one notification, which may be on a damaged page. @returns how many there were. */
  function enqueueReadable(now: number, claim: (seq: number) => void): number {
    const seq = queues.next();
    if (seq === undefined) return 0;
    damage.approach(seq);
    if (damage.isReadable(seq)) queues.enqueue(1, now, claim);
    else queues.skip(seq);
    damage.approach(undefined);
    return 1;
  }

  return {
    claim(limit, now) {
      inserts.write();
      const claims: ClaimRow[] = [];
      const unreadable: UnreadableRow[] = [];
      const claim = (seq: number) => claimOne(seq, now, claims, unreadable);
      const suspect = suspects.next(now);
      isWaiting = suspects.isHandled() || (suspect !== undefined && live.count() > 0);
      if (isWaiting) return { claims, unreadable };
      if (pauses.isResuming()) pauses.takeBack(limit);
      if (suspect !== undefined) {
        claim(suspect);
        suspects.claimed(suspect, claims[0]?.[0]);
        return { claims, unreadable };
      }
      for (let reached = 0; claims.length < limit && reached < limit + MAX_SET_ASIDE; ) {
        const seqs = due(now, limit - claims.length);
        seqs.forEach(claim);
        if (seqs.length === 0) break;
        reached += seqs.length;
      }
      for (let queued = 0; claims.length < limit && queued < MAX_ENQUEUED; ) {
        const enqueued = damage.isKnown()
          ? enqueueReadable(now, claim)
          : queues.enqueue(limit - claims.length, now, claim);
        if (enqueued === 0) break;
        queued += enqueued;
      }
      return { claims, unreadable };
    },

    nextDue() {
      inserts.write();
      if (isWaiting) return undefined;
      if (queues.hasNew() || pauses.isResuming()) return 0;
      const rows = sql.nextDue.all(damage.count() + 1);
      const next = rows.find(({ seq }) => !damage.isKnown() || damage.isReadable(Number(seq)));
      return next?.['due_at'] as number | undefined;
    },
  };
}

// In one transaction, because they are unreadable or paused: incoming notifications do not wait long for it.
const MAX_SET_ASIDE = 1_000;

// In one transaction. If many have the same subject, many are enqueued for one that can be claimed.
const MAX_ENQUEUED = 1_000;

const STATEMENTS = {
  due: `
    SELECT seq FROM notification INDEXED BY notification_due
    WHERE state = 'pending' AND blocked = 0 AND due_at <= ? ORDER BY due_at, seq LIMIT ?`,
  // One at a time: with a subquery for the seqs, SQLite makes a temporary table first, even if there are none.
  claim: `
    UPDATE notification
    SET state = 'handling', queued = 1, blocked = 0, attempts = attempts + 1, claimed_at = ?, unreadable = NULL
    WHERE seq = ?
    RETURNING id, event_type, CAST(body AS TEXT), coalesce(quarantined_at, received_at), deliveries, attempts, replays,
      repeats,
      CASE WHEN attempts = 1 THEN 0 ELSE coalesce((
        SELECT outcome = 'interrupted' FROM attempt WHERE attempt.notification = notification.seq
        ORDER BY number DESC LIMIT 1), 0) END,
      EXISTS (
        SELECT 1 FROM notification AS newer INDEXED BY notification_handled
        WHERE newer.ordering_key = notification.ordering_key AND newer.state = 'handled'
          AND (newer.occurred_at > notification.occurred_at
            OR (notification.occurred_at IS NULL
              AND (newer.seq > notification.seq
                OR (notification.quarantined_at IS NOT NULL AND newer.received_at > notification.quarantined_at))))),
      trace_context`,

  // As if it had not been claimed. It stays the head of its queue, which blocks those after it.
  setAside: `
    UPDATE notification
    SET state = 'pending', blocked = 1, attempts = attempts - 1, unreadable = ?,
      claimed_at = CASE WHEN attempts = 1 AND replays = 0 THEN NULL ELSE claimed_at END
    WHERE seq = ?`,

  nextDue: `
    SELECT seq, due_at FROM notification INDEXED BY notification_due
    WHERE state = 'pending' AND blocked = 0 ORDER BY due_at, seq LIMIT ?`,
};
