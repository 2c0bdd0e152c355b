import { type ActivityRow, LONGEST_MS, SUMS, WIDTHS_MS } from '../../rows/activity.ts';
import type { Query } from '../connection/open-transaction.ts';

/** Adds numbers to those of the same bucket and event type, and removes buckets that are too old. */
export async function addActivity(query: Query, rows: readonly ActivityRow[]): Promise<void> {
  await query(ADD, [JSON.stringify(rows)]);
  const latest = Math.max(...rows.map(({ start }) => start));
  for (const { width, keptFor } of WIDTHS_MS) await query(REMOVE, [width, latest - keptFor]);
}

const COLUMNS = ['width', 'start', 'event_type', ...SUMS, LONGEST_MS];

// In one order, so that no two processes wait for each other.
const ADD = `
  INSERT INTO activity (${COLUMNS.join(', ')})
  SELECT ${COLUMNS.join(', ')}
  FROM json_to_recordset($1::json)
    AS added (event_type text, ${COLUMNS.filter((column) => column !== 'event_type')
      .map((column) => `${column} bigint`)
      .join(', ')})
  ORDER BY width, start, event_type
  ON CONFLICT (width, start, event_type) DO UPDATE SET
    ${SUMS.map((column) => `${column} = activity.${column} + excluded.${column}`).join(', ')},
    ${LONGEST_MS} = greatest(activity.${LONGEST_MS}, excluded.${LONGEST_MS})`;

const REMOVE = `DELETE FROM activity WHERE width = $1 AND start < $2`;
