import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../rows/columns.ts';
import type { StatisticsRows } from '../../rows/statistics.ts';
import { logBytes } from '../file/write-ahead-log.ts';
import { prepareAll } from '../prepare-all.ts';

/** What reads statistics. */
export interface StatisticsQueries {
  statistics(): StatisticsRows;
  /** The event types that are paused, by name. */
  pauses(): Row[];
}

/** Opens statistics for reading. No row is counted but in the quarantine and among the unreadable ones, which are few. */
export function openStatistics(database: DatabaseSync, file: string): StatisticsQueries {
  const sql = prepareAll(database, STATEMENTS);
  const pauses = () => sql.pauses.all().map((row) => ({ ...row }));
  return {
    pauses,
    statistics: () => ({
      logBytes: logBytes(file),
      counters: sql.counters.all().map((row) => ({ ...row })),
      pauses: pauses(),
      ...(sql.others.get() as unknown as Omit<StatisticsRows, 'logBytes' | 'counters' | 'pauses'>),
    }),
  };
}

const STATEMENTS = {
  counters: `SELECT event_type AS eventType, state, count FROM counter WHERE count > 0 ORDER BY event_type`,

  pauses: `
    SELECT event_type AS eventType, paused_at AS pausedAt, paused_by AS pausedBy, reason FROM pause
    WHERE resumed_at IS NULL ORDER BY event_type`,

  others: `
    SELECT
      (SELECT count(*) FROM notification INDEXED BY notification_unreadable WHERE unreadable IS NOT NULL) AS unreadable,
      (SELECT count(*) FROM quarantine) AS quarantined,
      (SELECT min(received_at) FROM (
        SELECT * FROM (SELECT received_at FROM notification WHERE state = 'pending' ORDER BY seq LIMIT 1)
        UNION ALL
        SELECT * FROM (SELECT received_at FROM notification WHERE state = 'handling' ORDER BY seq LIMIT 1)
      )) AS oldestPending`,
};
