import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../rows/columns.ts';
import { IDS_PER_GROUP, MAX_GROUPS } from '../../rows/failures.ts';
import { prepareAll } from '../prepare-all.ts';

/** What reads failures. */
export interface FailureQueries {
  failures(eventType: string | undefined): Row[];
}

/** Opens failures for reading: the index of the causes has the failing notifications alone. */
export function openFailures(database: DatabaseSync): FailureQueries {
  const sql = prepareAll(database, STATEMENTS);
  return {
    failures: (eventType) => sql.failures.all({ eventType: eventType ?? null }).map((row) => ({ ...row })),
  };
}

const STATEMENTS = {
  failures: `
    WITH failing AS MATERIALIZED (
      SELECT event_type, cause, count(*) FILTER (WHERE state = 'dead') AS dead, count(*) AS all_states, max(seq) AS last
      FROM notification INDEXED BY notification_cause
      WHERE cause IS NOT NULL AND event_type = coalesce(:eventType, event_type)
      GROUP BY event_type, cause ORDER BY all_states DESC, event_type, cause LIMIT ${MAX_GROUPS})
    SELECT failing.event_type AS eventType, failing.cause, dead, all_states - dead AS retrying,
      known.error, known.sample, known.attempts, newest.error AS lastError,
      coalesce(known.first_seen, newest.received_at) AS firstSeen, coalesce(known.last_seen, newest.received_at) AS lastSeen,
      (SELECT json_group_array(id) FROM (
        SELECT id FROM notification AS member INDEXED BY notification_cause
        WHERE member.event_type = failing.event_type AND member.cause = failing.cause
        ORDER BY seq DESC LIMIT ${IDS_PER_GROUP})) AS ids
    FROM failing
    JOIN notification AS newest ON newest.seq = failing.last
    LEFT JOIN cause AS known ON known.event_type = failing.event_type AND known.cause = failing.cause
    ORDER BY all_states DESC, eventType, failing.cause`,
};
