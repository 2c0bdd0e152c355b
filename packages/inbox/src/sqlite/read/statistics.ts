import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../../model.ts';
import type { StateCounts, Statistics } from '../../reader.ts';
import { logBytes } from '../file/write-ahead-log.ts';
import { prepareAll } from '../prepare-all.ts';
import { optionalDate, type Row } from './columns.ts';

/** The statistics as rows and columns. */
export interface StatisticsRows {
  readonly counters: Row[];
  readonly unreadable: number;
  readonly quarantined: number;
  readonly oldestPending: number | null;
  readonly logBytes: number;
}

/** What reads statistics. */
export interface StatisticsQueries {
  statistics(): StatisticsRows;
}

/** Opens statistics for reading. No row is counted but in the quarantine and among the unreadable ones, which are few. */
export function openStatistics(database: DatabaseSync, file: string): StatisticsQueries {
  const sql = prepareAll(database, STATEMENTS);
  return {
    statistics: () => ({
      logBytes: logBytes(file),
      counters: sql.counters.all().map((row) => ({ ...row })),
      ...(sql.others.get() as unknown as Omit<StatisticsRows, 'logBytes' | 'counters'>),
    }),
  };
}

/** The statistics of rows and columns. */
export function statisticsOf(rows: StatisticsRows): Statistics {
  const { counters, unreadable, quarantined, oldestPending, logBytes } = rows;
  const byEventType = [...Map.groupBy(counters, ({ eventType }) => String(eventType))].map(
    ([eventType, ofType]) => ({ eventType, ...countsOf(ofType) }),
  );
  return {
    ...countsOf(counters),
    unreadable,
    quarantined,
    logBytes,
    ...optionalDate('oldestPending', oldestPending),
    byEventType,
  };
}

function countsOf(rows: readonly Row[]): StateCounts {
  const count = (state: State) =>
    rows.filter((row) => row['state'] === state).reduce((sum, row) => sum + Number(row['count']), 0);
  return {
    pending: count('pending'),
    handling: count('handling'),
    handled: count('handled'),
    dead: count('dead'),
    discarded: count('discarded'),
  };
}

const STATEMENTS = {
  counters: `SELECT event_type AS eventType, state, count FROM counter WHERE count > 0 ORDER BY event_type`,

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
