import type { DatabaseSync } from 'node:sqlite';
import { ACTIVITY_COLUMNS, type ActivityQuery, type ActivityValues } from '../../rows/activity.ts';
import { prepareAll } from '../prepare-all.ts';

/** What reads the activity. */
export interface ActivityQueries {
  /** The buckets with any. */
  activity(query: ActivityQuery): ActivityValues[];
}

/** Opens the activity for reading. */
export function openActivityQueries(database: DatabaseSync): ActivityQueries {
  const sql = prepareAll(database, STATEMENTS);
  sql.activity.setReturnArrays(true);
  return {
    activity: ({ width, from, to, eventType = null }) =>
      sql.activity.all({ width, from, to, eventType }) as unknown as ActivityValues[],
  };
}

const STATEMENTS = {
  activity: `
    SELECT ${ACTIVITY_COLUMNS.join(', ')} FROM activity
    WHERE width = :width AND start >= :from AND start < :to AND event_type = coalesce(:eventType, event_type)`,
};
