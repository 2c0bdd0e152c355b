import type { Row } from '../../rows/columns.ts';
import type { StatisticsRows } from '../../rows/statistics.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromPauseRow, PAUSE } from '../pause-columns.ts';
import { fromColumn } from '../text-column.ts';

/** The statistics. No row is counted but in the quarantine and among the unreadable ones, which are few. */
export async function readStatistics(query: Query): Promise<StatisticsRows> {
  const counters = await query(COUNTERS);
  const [others] = await query(OTHERS);
  const oldest = others?.['oldestPending'];
  return {
    counters,
    pauses: await readPauses(query),
    unreadable: Number(others?.['unreadable']),
    quarantined: Number(others?.['quarantined']),
    oldestPending: typeof oldest === 'number' ? oldest : null,
    // The log of the server is not the concern of a receiver.
    logBytes: 0,
  };
}

/** The event types that are paused, by name. */
export async function readPauses(query: Query): Promise<Row[]> {
  return (await query(PAUSES)).map(fromPauseRow);
}

/** All observations. */
export async function readObservations(query: Query): Promise<Row[]> {
  const rows = await query(OBSERVATIONS);
  return rows.map((row) => ({
    ...row,
    pointer: fromColumn(String(row['pointer'])),
    value: fromColumn(String(row['value'])),
  }));
}

/** When the last notification or rejected body was received; 0 if there is none. */
export async function readLatestReceivedAt(query: Query): Promise<number> {
  const [row] = await query(LATEST);
  return Number(row?.['latest']);
}

const COUNTERS = `
  SELECT event_type AS "eventType", state, sum(count)::bigint AS count
  FROM (SELECT event_type, state, count FROM counter UNION ALL SELECT event_type, state, change FROM counter_change) AS all_changes
  GROUP BY event_type, state HAVING sum(count) > 0 ORDER BY event_type, state`;

const PAUSES = `SELECT ${PAUSE} FROM pause WHERE resumed_at IS NULL ORDER BY event_type`;

const OTHERS = `
  SELECT
    (SELECT count(*) FROM progress WHERE unreadable IS NOT NULL) AS unreadable,
    (SELECT count(*) FROM quarantine) AS quarantined,
    (SELECT min(received_at) FROM (
      (SELECT received_at FROM progress WHERE state = 'pending' ORDER BY seq LIMIT 1)
      UNION ALL
      (SELECT received_at FROM progress WHERE state = 'handling' ORDER BY seq LIMIT 1)
    ) AS unfinished) AS "oldestPending"`;

const OBSERVATIONS = `
  SELECT event_type AS "eventType", pointer, kind, value, first_seen AS "firstSeen", last_seen AS "lastSeen", count
  FROM observation ORDER BY last_seen DESC, event_type, pointer, kind, value`;

const LATEST = `
  SELECT greatest(
    coalesce((SELECT max(received_at) FROM notification), 0),
    coalesce((SELECT max(received_at) FROM quarantine), 0)) AS latest`;
