import type { DatabaseSync } from 'node:sqlite';
import { isEventType } from '@partner-webhooks/types';
import { parseBody } from '../parse-body.ts';
import { prepareAll } from '../prepare-all.ts';
import type { Counters } from './counters.ts';
import type { Damage } from './damage.ts';
import type { Live } from './live.ts';
import type { SubjectQueues } from './subject-queues.ts';

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
  interrupted: 0 | 1,
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

/**
 * Gives notifications out for handling.
 *
 * @param places the places of those that may have ended the process. Each is handled alone, before all others: should it end
 * the process again, it takes no attempt of another one.
 */
export function claiming(
  database: DatabaseSync,
  counters: Counters,
  queues: SubjectQueues,
  live: Live,
  damage: Damage,
  seqs: readonly number[],
) {
  const sql = prepareAll(database, STATEMENTS);
  // Without names they are read faster.
  sql.claim.setReturnArrays(true);
  const suspects = new Set(seqs);
  // The one that is handled alone, until its outcome is written.
  let alone: string | undefined;
  // Nothing is given out until what is being handled has ended, which is reason enough to ask again.
  let isWaiting = false;

  /** @returns the place of the next one that has to be handled alone and is due. */
  function nextSuspect(now: number): number | undefined {
    for (const seq of suspects) {
      const row = damage.isKnown() && !damage.isReadable(seq) ? undefined : sql.ready.get(now, seq);
      if (row?.['waits'] !== 1) suspects.delete(seq);
      else if (row['ready'] === 1) return seq;
    }
    return undefined;
  }

  /**
   * Claims one notification. Each is judged by itself: one that this program cannot read is set aside with the reason,
   * holds back the successors of its own subject, and costs no attempt. It is judged again at the next start. One on a
   * damaged page cannot even be set aside, and is left out.
   */
  function claimOne(seq: number, now: number, claims: ClaimRow[], unreadable: UnreadableRow[]): void {
    damage.approach(seq);
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

  /** The places of those that are due and can be read, the longest due first. */
  function due(now: number, limit: number): number[] {
    const seqs = sql.due.all(now, limit + damage.count()).map(({ seq }) => Number(seq));
    return damage.isKnown() ? seqs.filter(damage.isReadable).slice(0, limit) : seqs;
  }

  /** SubjectQueues up one notification, which may be on a damaged page. @returns how many there were. */
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
    claim(limit: number, now: number): Claimed {
      const claims: ClaimRow[] = [];
      const unreadable: UnreadableRow[] = [];
      const claim = (seq: number) => claimOne(seq, now, claims, unreadable);
      const suspect = suspects.size > 0 ? nextSuspect(now) : undefined;
      isWaiting = (alone !== undefined && live.has(alone)) || (suspect !== undefined && live.count() > 0);
      if (isWaiting) return { claims, unreadable };
      if (suspect !== undefined) {
        claim(suspect);
        suspects.delete(suspect);
        alone = claims[0]?.[0];
        return { claims, unreadable };
      }
      while (claims.length < limit && unreadable.length < MAX_SET_ASIDE) {
        const seqs = due(now, limit - claims.length);
        seqs.forEach(claim);
        if (seqs.length === 0) break;
      }
      for (let queued = 0; claims.length < limit && queued < MAX_LINED_UP; ) {
        const newcomers = damage.isKnown()
          ? enqueueReadable(now, claim)
          : queues.enqueue(limit - claims.length, now, claim);
        if (newcomers === 0) break;
        queued += newcomers;
      }
      return { claims, unreadable };
    },

    nextDue(): number | undefined {
      if (isWaiting) return undefined;
      if (queues.hasNew()) return 0;
      const rows = sql.nextDue.all(damage.count() + 1);
      const next = rows.find(({ seq }) => !damage.isKnown() || damage.isReadable(Number(seq)));
      return next?.['due_at'] as number | undefined;
    },
  };
}

/** @returns nothing where the notification can be handed to its handler. */
function whyUnreadable([, eventType, body]: ClaimRow): string | undefined {
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

const STATEMENTS = {
  due: `
    SELECT seq FROM notification INDEXED BY notification_due
    WHERE state = 'pending' AND blocked = 0 AND due_at <= ? ORDER BY due_at, seq LIMIT ?`,
  // One at a time: where it says which ones by another question, SQLite makes a table of them first, even of none.
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
                OR (notification.quarantined_at IS NOT NULL AND newer.received_at > notification.quarantined_at)))))`,

  ready: `
    SELECT state = 'pending' AS waits, state = 'pending' AND blocked = 0 AND due_at <= ? AS ready
    FROM notification WHERE seq = ?`,

  // As if it had not been claimed. It stays the first of its subject, which holds back those after it.
  setAside: `
    UPDATE notification
    SET state = 'pending', blocked = 1, attempts = attempts - 1, unreadable = ?,
      claimed_at = CASE WHEN attempts = 1 AND replays = 0 THEN NULL ELSE claimed_at END
    WHERE seq = ?`,

  nextDue: `
    SELECT seq, due_at FROM notification INDEXED BY notification_due
    WHERE state = 'pending' AND blocked = 0 ORDER BY due_at, seq LIMIT ?`,
};
