import type { Row } from '../../rows/columns.ts';
import type { PauseRow } from '../../rows/pauses.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromPauseRow, PAUSE } from '../pause-columns.ts';
import { toColumn } from '../text-column.ts';

/** The condition that the handling of the event type of a notification is paused. */
export const IS_PAUSED = `event_type = ANY(ARRAY(SELECT event_type FROM pause WHERE resumed_at IS NULL))`;

/** Pauses an event type. @returns the pause; the earlier one if the event type is paused already. */
export async function pause(query: Query, { eventType, pausedAt, pausedBy, reason }: PauseRow): Promise<Row> {
  const texts = [pausedBy, reason].map((text) => (text === undefined ? null : toColumn(text)));
  const [row] = await query(INSERT, [eventType, pausedAt, ...texts]);
  return fromPauseRow(row ?? {});
}

/** Resumes an event type. @returns whether it was paused. */
export async function resume(query: Query, eventType: string, now: number): Promise<boolean> {
  // It waits for the transactions that are parking notifications, so no one is parked afterwards.
  return (await query(RESUME, [eventType, now])).length === 1;
}

/**
 * Parks the notifications that are due and whose event type is paused: they stay the heads of their queues, and leave the list
 * of those that are due. Otherwise each claim would pass over all of them.
 *
 * @returns `more` if some of the longest due ones are left.
 */
export async function parkPaused(query: Query, now: number): Promise<'more' | 'all'> {
  const paused = await query(LOCK_PAUSED);
  if (paused.length === 0) return 'all';
  const eventTypes = paused.map(({ eventType }) => eventType);
  for (let parked = 0; parked < MAX_PARKED; parked += HEADS_PER_STATEMENT) {
    const rows = await query(PARK, [now, HEADS_PER_STATEMENT, eventTypes]);
    // The first ones are no longer paused, and the next claim needs no others.
    if (rows.length === 0) return 'all';
  }
  return 'more';
}

/**
 * Takes back parked notifications of resumed event types, up to `limit` of each, the longest due first, and those that
 * have to be handled alone: these are all that the next claim can need.
 */
export async function takeBackResumed(query: Query, limit: number): Promise<void> {
  const resumed = await query(LOCK_RESUMED);
  for (const { eventType } of resumed) {
    const rows = await query(TAKE_BACK, [eventType, limit]);
    if (rows.length < limit) await query(END, [eventType]);
  }
}

const HEADS_PER_STATEMENT = 500;

// In one transaction, so that others do not wait long for it.
const MAX_PARKED = 2_000;

const INSERT = `
  INSERT INTO pause (event_type, paused_at, paused_by, reason) VALUES ($1, $2, $3, $4)
  ON CONFLICT (event_type) DO UPDATE SET
    paused_at = CASE WHEN pause.resumed_at IS NULL THEN pause.paused_at ELSE excluded.paused_at END,
    paused_by = CASE WHEN pause.resumed_at IS NULL THEN pause.paused_by ELSE excluded.paused_by END,
    reason = CASE WHEN pause.resumed_at IS NULL THEN pause.reason ELSE excluded.reason END,
    resumed_at = NULL
  RETURNING ${PAUSE}`;

const RESUME = `
  UPDATE pause SET resumed_at = $2 WHERE event_type = $1 AND resumed_at IS NULL RETURNING event_type`;

// Until the transaction ends, none of them is resumed.
const LOCK_PAUSED = `SELECT event_type AS "eventType" FROM pause WHERE resumed_at IS NULL ORDER BY event_type FOR SHARE`;

// One process at a time takes back.
const LOCK_RESUMED = `
  SELECT event_type AS "eventType" FROM pause WHERE resumed_at IS NOT NULL ORDER BY event_type FOR UPDATE SKIP LOCKED`;

// One that another transaction is changing is parked by a later claim.
const PARK = `
  WITH heads AS MATERIALIZED (
    SELECT seq, event_type FROM progress
    WHERE state = 'pending' AND NOT blocked AND due_at <= $1 ORDER BY due_at, seq LIMIT $2),
  paused AS MATERIALIZED (
    SELECT progress.seq FROM heads JOIN progress USING (seq)
    WHERE heads.event_type = ANY($3::text[]) AND progress.state = 'pending' AND NOT progress.blocked
    FOR UPDATE OF progress SKIP LOCKED)
  UPDATE progress SET blocked = true, parked = true FROM paused WHERE progress.seq = paused.seq
  RETURNING progress.seq`;

const TAKE_BACK = `
  WITH first AS MATERIALIZED (
    SELECT seq FROM progress WHERE parked AND event_type = $1 ORDER BY due_at, seq LIMIT $2 FOR UPDATE SKIP LOCKED),
  suspects AS MATERIALIZED (
    SELECT seq FROM progress WHERE suspect AND parked AND event_type = $1 FOR UPDATE SKIP LOCKED),
  parked AS (TABLE first UNION TABLE suspects)
  UPDATE progress SET blocked = false, parked = false FROM parked WHERE progress.seq = parked.seq
  RETURNING progress.seq`;

// One that another transaction is changing is left for the next claim.
const END = `
  DELETE FROM pause WHERE event_type = $1 AND resumed_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM progress WHERE parked AND progress.event_type = $1)`;
