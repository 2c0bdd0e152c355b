import { EVENT_TYPES } from '@partner-webhooks/types';
import { type Claimed, type ClaimRow, type UnreadableRow, whyUnreadable } from '../../rows/claim-row.ts';
import type { Row } from '../../rows/columns.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn, toColumn } from '../text-column.ts';
import { count, moved } from './counters.ts';
import { isExpired } from './leases.ts';
import type { LiveClaim } from './live-claims.ts';
import { IS_PAUSED, parkPaused } from './pauses.ts';

/** What a transaction has claimed. */
export interface ClaimedNow extends Claimed {
  readonly live: readonly LiveClaim[];
}

/** What a claim needs to know before it claims. */
export interface ClaimOutlook {
  /** A process has not renewed its leases. */
  readonly isLeaseExpired: boolean;
  /** A notification that has to be handled alone, and is due. */
  readonly suspect: number | undefined;
  /** Whether the handling of an event type is paused. */
  readonly hasPauses: boolean;
  /** Whether an event type was resumed whose notifications may still be parked. */
  readonly hasResumed: boolean;
}

/** Looks what stands in front of the next claim. */
export async function lookAhead(query: Query, now: number, leaseMs: number): Promise<ClaimOutlook> {
  const [row] = await query(LOOK_AHEAD, [now, leaseMs / 1_000, EVENT_TYPES]);
  const suspect = row?.['suspect'];
  return {
    isLeaseExpired: row?.['isLeaseExpired'] === true,
    suspect: typeof suspect === 'number' ? suspect : undefined,
    hasPauses: row?.['hasPauses'] === true,
    hasResumed: row?.['hasResumed'] === true,
  };
}

/**
 * Claims up to `limit` notifications that are due, the longest due first. Those that another transaction is claiming are
 * skipped. One that this program cannot read is set aside with the reason: it blocks its own queue, costs no attempt, and is
 * tried again at the next start of a program that knows its event type.
 *
 * @param only the seq of the only one that may be claimed.
 * @param hasPauses as in {@link ClaimOutlook}.
 */
export async function claimDue(
  query: Query,
  limit: number,
  now: number,
  leaseMs: number,
  { only, hasPauses = false }: { readonly only?: number | undefined; readonly hasPauses?: boolean } = {},
): Promise<ClaimedNow> {
  const claims: ClaimRow[] = [];
  const live: LiveClaim[] = [];
  const unreadable: UnreadableRow[] = [];
  if (hasPauses) {
    // The statement below would pass over all of them.
    if ((await parkPaused(query, now)) === 'more') return { claims, live, unreadable };
  }
  while (claims.length < limit && unreadable.length < MAX_SET_ASIDE) {
    const rows = await query(only === undefined ? CLAIM : CLAIM_ONE, [
      now,
      limit - claims.length,
      EVENT_TYPES,
      leaseMs / 1_000,
      ...(only === undefined ? [] : [only]),
    ]);
    const seqs: number[] = [];
    const reasons: string[] = [];
    for (const row of rows) {
      const claim = claimRow(row);
      const reason = whyUnreadable(claim);
      if (reason === undefined) {
        claims.push(claim);
        live.push(liveClaim(row, claim));
      } else {
        seqs.push(Number(row['seq']));
        reasons.push(toColumn(reason));
        unreadable.push({ id: claim[0], eventType: claim[1], reason });
      }
    }
    if (seqs.length > 0) await query(SET_ASIDE, [seqs, reasons]);
    if (rows.length === 0 || only !== undefined) break;
  }
  await count(
    query,
    claims.flatMap(([, eventType]) => moved(eventType, 'pending', 'handling')),
  );
  return { claims, live, unreadable };
}

/** When the next notification is due that this program may claim. */
export async function findNextDue(query: Query): Promise<number | undefined> {
  const [row] = await query(NEXT_DUE, [EVENT_TYPES]);
  const dueAt = row?.['due_at'];
  return typeof dueAt === 'number' ? dueAt : undefined;
}

// In one transaction, so that others do not wait long for it.
const MAX_SET_ASIDE = 1_000;

function claimRow(row: Row): ClaimRow {
  const {
    id,
    eventType,
    body,
    receivedAt,
    deliveries,
    attempts,
    replays,
    repeats,
    interrupted,
    stale,
    traceContext,
  } = row;
  return [
    fromColumn(String(id)),
    String(eventType),
    String(body),
    Number(receivedAt),
    Number(deliveries),
    Number(attempts),
    Number(replays),
    typeof repeats === 'string' ? fromColumn(repeats) : null,
    interrupted === true ? 1 : 0,
    stale === true ? 1 : 0,
    typeof traceContext === 'string' ? traceContext : null,
  ];
}

function liveClaim({ seq, token, queue }: Row, claim: ClaimRow): LiveClaim {
  const [id, eventType, , , , attempt, replays] = claim;
  return {
    id,
    eventType,
    attempt,
    replays,
    seq: Number(seq),
    token: Number(token),
    queue: String(queue),
    isEnding: false,
  };
}

// An older program leaves alone what a newer one knows, once it has found that it does not know it.
const CAN_READ = `(unreadable IS NULL OR event_type = ANY($3::text[]))`;

const LOOK_AHEAD = `
  SELECT
    EXISTS (SELECT 1 FROM progress WHERE ${isExpired('$2')}) AS "isLeaseExpired",
    (SELECT seq FROM progress
      WHERE suspect AND state = 'pending' AND NOT blocked AND due_at <= $1 AND ${CAN_READ}
        AND NOT ${IS_PAUSED}
      ORDER BY attempts, seq LIMIT 1) AS suspect,
    EXISTS (SELECT 1 FROM pause WHERE resumed_at IS NULL) AS "hasPauses",
    EXISTS (SELECT 1 FROM pause WHERE resumed_at IS NOT NULL) AS "hasResumed"`;

const claimOf = (due: string) => `
  WITH due AS MATERIALIZED (${due} FOR UPDATE SKIP LOCKED),
  claimed AS (
    UPDATE progress
    SET state = 'handling', attempts = attempts + 1, claimed_at = $1, unreadable = NULL, suspect = false,
      claim_token = nextval('claim_token'), lease_expires_at = clock_timestamp() + $4 * interval '1 second'
    FROM due WHERE progress.seq = due.seq
    RETURNING progress.*)
  SELECT claimed.seq, claimed.queue, claimed.claim_token AS token, notification.id, notification.event_type AS "eventType",
    notification.body, coalesce(notification.quarantined_at, notification.received_at) AS "receivedAt", deliveries,
    attempts, replays, notification.repeats, notification.trace_context AS "traceContext",
    claimed.attempts > 1 AND coalesce((
      SELECT outcome = 'interrupted' FROM attempt WHERE attempt.seq = claimed.seq ORDER BY number DESC LIMIT 1),
      false) AS interrupted,
    EXISTS (
      SELECT 1 FROM progress AS newer
      WHERE newer.queue = claimed.queue AND newer.state = 'handled' AND newer.seq <> claimed.seq
        AND (newer.occurred_at > claimed.occurred_at
          OR (claimed.occurred_at IS NULL
            AND (newer.seq > claimed.seq OR newer.received_at > claimed.quarantined_at)))) AS stale
  FROM claimed JOIN notification USING (seq)
  ORDER BY claimed.due_at, claimed.seq`;

const CLAIM = claimOf(`
  SELECT seq FROM progress
  WHERE state = 'pending' AND NOT blocked AND due_at <= $1 AND NOT suspect AND ${CAN_READ} AND NOT ${IS_PAUSED}
  ORDER BY due_at, seq LIMIT $2`);

const CLAIM_ONE = claimOf(`
  SELECT seq FROM progress
  WHERE seq = $5 AND state = 'pending' AND NOT blocked AND due_at <= $1 AND ${CAN_READ} AND NOT ${IS_PAUSED} LIMIT $2`);

// As if it had not been claimed.
const SET_ASIDE = `
  UPDATE progress
  SET state = 'pending', blocked = true, attempts = attempts - 1, unreadable = found.reason,
    claim_token = NULL, lease_expires_at = NULL,
    claimed_at = CASE WHEN attempts = 1 AND replays = 0 THEN NULL ELSE claimed_at END
  FROM unnest($1::bigint[], $2::text[]) AS found (seq, reason)
  WHERE progress.seq = found.seq`;

const NEXT_DUE = `
  SELECT CASE WHEN EXISTS (SELECT 1 FROM pause WHERE resumed_at IS NOT NULL) THEN 0 ELSE (
    SELECT due_at FROM progress
    WHERE state = 'pending' AND NOT blocked AND (unreadable IS NULL OR event_type = ANY($1::text[]))
    ORDER BY due_at, seq LIMIT 1) END AS due_at`;
