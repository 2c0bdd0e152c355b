import type { Row } from '../../rows/columns.ts';
import { IDS_PER_GROUP, MAX_GROUPS } from '../../rows/failures.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn, toColumn } from '../text-column.ts';

/** The failures by event type and cause: the index of the causes has the failing notifications alone. */
export async function readFailures(query: Query, eventType: string | undefined): Promise<Row[]> {
  const rows = await query(FAILURES, [eventType === undefined ? null : toColumn(eventType)]);
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(
      ['error', 'sample', 'lastError']
        .filter((name) => typeof row[name] === 'string')
        .map((name) => [name, fromColumn(String(row[name]))]),
    ),
    ids: JSON.stringify((JSON.parse(String(row['ids'])) as string[]).map(fromColumn)),
  }));
}

const FAILURES = `
  WITH failing AS MATERIALIZED (
    SELECT event_type, cause, count(*) FILTER (WHERE state = 'dead') AS dead, count(*) AS all_states, max(seq) AS last
    FROM progress WHERE cause IS NOT NULL AND ($1::text IS NULL OR event_type = $1)
    GROUP BY event_type, cause ORDER BY all_states DESC, event_type, cause LIMIT ${MAX_GROUPS})
  SELECT failing.event_type AS "eventType", failing.cause, dead, all_states - dead AS retrying,
    known.error, known.sample, known.attempts, newest.error AS "lastError",
    coalesce(known.first_seen, newest.received_at) AS "firstSeen", coalesce(known.last_seen, newest.received_at) AS "lastSeen",
    to_json(ARRAY(
      SELECT notification.id FROM (
        SELECT seq FROM progress AS member
        WHERE member.event_type = failing.event_type AND member.cause = failing.cause
        ORDER BY seq DESC LIMIT ${IDS_PER_GROUP}) AS few
      JOIN notification USING (seq) ORDER BY seq DESC))::text AS ids
  FROM failing
  JOIN progress AS newest ON newest.seq = failing.last
  LEFT JOIN cause AS known ON known.event_type = failing.event_type AND known.cause = failing.cause
  ORDER BY all_states DESC, failing.event_type, failing.cause`;
