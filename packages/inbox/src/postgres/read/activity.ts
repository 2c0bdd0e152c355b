import { ACTIVITY_COLUMNS, type ActivityQuery, type ActivityValues } from '../../rows/activity.ts';
import type { Query } from '../connection/transactions.ts';

/** The buckets with any activity. */
export async function readActivity(
  query: Query,
  { width, from, to, eventType }: ActivityQuery,
): Promise<ActivityValues[]> {
  const rows = await query(SELECT, [width, from, to, eventType ?? null]);
  return rows.map((row) => ACTIVITY_COLUMNS.map((column) => row[column]) as unknown as ActivityValues);
}

const SELECT = `
  SELECT ${ACTIVITY_COLUMNS.join(', ')} FROM activity
  WHERE width = $1 AND start >= $2 AND start < $3 AND ($4::text IS NULL OR event_type = $4)`;
