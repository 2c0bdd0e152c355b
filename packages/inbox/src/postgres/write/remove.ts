import type { State } from '../../model.ts';
import type { Query } from '../connection/open-transaction.ts';
import { count } from './counters.ts';

/**
 * Removes up to `limit` notifications that ended, and bodies that were rejected, before a time. What another transaction is
 * changing is left for the next time.
 *
 * @returns how many it removed.
 */
export async function removeOld(query: Query, before: number, limit: number): Promise<number> {
  const rows = await query(REMOVE, [before, limit]);
  const removed = rows.reduce((sum, { count }) => sum + Number(count), 0);
  await count(
    query,
    rows.map(({ eventType, state, count }) => ({
      eventType: String(eventType),
      state: state as State,
      change: -Number(count),
    })),
  );
  await query(REMOVE_EDITS, [before]);
  if (removed >= limit) return removed;
  return removed + (await query(REMOVE_QUARANTINED, [before, limit - removed])).length;
}

const REMOVE = `
  WITH old_handled AS MATERIALIZED (
    SELECT seq FROM progress WHERE state = 'handled' AND completed_at < $1
    ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED),
  old_discarded AS MATERIALIZED (
    SELECT seq FROM progress WHERE state = 'discarded' AND discarded_at < $1
    ORDER BY discarded_at LIMIT $2 FOR UPDATE SKIP LOCKED),
  old AS MATERIALIZED (SELECT seq FROM (TABLE old_handled UNION ALL TABLE old_discarded) AS ended LIMIT $2),
  removed AS (DELETE FROM progress USING old WHERE progress.seq = old.seq RETURNING progress.event_type, progress.state),
  contents AS (DELETE FROM notification USING old WHERE notification.seq = old.seq),
  deliveries AS (DELETE FROM delivery USING old WHERE delivery.seq = old.seq),
  attempts AS (DELETE FROM attempt USING old WHERE attempt.seq = old.seq)
  SELECT event_type AS "eventType", state, count(*) AS count FROM removed GROUP BY event_type, state`;

// They have no further life than the bodies.
const REMOVE_EDITS = `
  DELETE FROM quarantine_edit
  WHERE edited_at < $1 AND NOT EXISTS (SELECT 1 FROM notification WHERE notification.id = quarantine_edit.id)
    AND NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.id = quarantine_edit.id)`;

const REMOVE_QUARANTINED = `
  DELETE FROM quarantine
  WHERE seq IN (SELECT seq FROM quarantine WHERE received_at < $1 ORDER BY seq LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING seq`;
