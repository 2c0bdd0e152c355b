import { CAUSE_RETENTION_MS, type CauseRow } from '../../rows/failures.ts';
import type { Query } from '../connection/open-transaction.ts';
import { toColumn } from '../text-column.ts';

/** Adds failed attempts to those with the same cause, and forgets causes that were last seen long ago. */
export async function addCauses(query: Query, rows: readonly CauseRow[]): Promise<void> {
  const columns = rows.map((row) => ({ ...row, error: toColumn(row.error), sample: toColumn(row.sample) }));
  await query(ADD, [JSON.stringify(columns)]);
  await query(REMOVE, [Math.max(...rows.map((row) => row.last_seen)) - CAUSE_RETENTION_MS]);
}

// In one order, so that no two processes wait for each other.
const ADD = `
  INSERT INTO cause (event_type, cause, error, sample, first_seen, last_seen, attempts)
  SELECT event_type, cause, error, sample, first_seen, last_seen, attempts
  FROM json_to_recordset($1::json) AS added (event_type text, cause text, error text, sample text, first_seen bigint,
    last_seen bigint, attempts bigint)
  ORDER BY event_type, cause
  ON CONFLICT (event_type, cause) DO UPDATE SET sample = excluded.sample,
    first_seen = least(cause.first_seen, excluded.first_seen), last_seen = greatest(cause.last_seen, excluded.last_seen),
    attempts = cause.attempts + excluded.attempts`;

const REMOVE = `DELETE FROM cause WHERE last_seen < $1`;
