import { ACTIVITY_COLUMNS, type ActivityQuery, type ActivityValues } from '../../rows/activity.ts';
import type { Query } from '../connection/open-transaction.ts';

/** The buckets with any activity. */
export async function readActivity(
  query: Query,
  { width, from, to, eventType }: ActivityQuery,
): Promise<ActivityValues[]> {
  const [found] = await query(SELECT, [width, from, to, eventType ?? null]);
  return JSON.parse(String(found?.['rows'])) as ActivityValues[];
}

// As one text: to read 21 columns of some thousand rows takes several times as long.
const SELECT = `
  SELECT coalesce(json_agg(json_build_array(${ACTIVITY_COLUMNS.join(', ')})), '[]')::text AS rows FROM activity
  WHERE width = $1 AND start >= $2 AND start < $3 AND ($4::text IS NULL OR event_type = $4)`;
