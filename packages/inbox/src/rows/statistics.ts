import type { State } from '../model.ts';
import type { StateCounts, Statistics } from '../reading/statistics.ts';
import { optionalDate, type Row } from './columns.ts';
import { pauseOf } from './pauses.ts';

/** The statistics as rows and columns. */
export interface StatisticsRows {
  readonly counters: Row[];
  readonly pauses: readonly Row[];
  readonly unreadable: number;
  readonly quarantined: number;
  readonly oldestPending: number | null;
  readonly logBytes: number;
}

/** The statistics of rows and columns. */
export function statisticsOf(rows: StatisticsRows): Statistics {
  const { counters, pauses, unreadable, quarantined, oldestPending, logBytes } = rows;
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
    pauses: pauses.map(pauseOf),
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
