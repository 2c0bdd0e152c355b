import type { DatabaseSync } from 'node:sqlite';
import type { ObservationRow } from '../../rows/observations.ts';
import { prepareAll } from '../prepare-all.ts';

/** Counts the observations of a notification that was received. */
export type Observe = (
  eventType: string,
  observations: readonly ObservationRow[],
  receivedAt: number,
) => void;

/** Opens the table of observations for writing. */
export function openObserve(database: DatabaseSync): Observe {
  const sql = prepareAll(database, STATEMENTS);
  return (eventType, observations, receivedAt) => {
    for (const { pointer, kind, value } of observations) {
      const key = [eventType, pointer, kind, value];
      if (sql.count.run(receivedAt, ...key).changes > 0) continue;
      sql.insert.run(...key, receivedAt, receivedAt, eventType, MAX_OBSERVATIONS);
    }
  };
}

// Of one event type. A sender that generates a value for every notification must not fill the disk.
const MAX_OBSERVATIONS = 1_000;

const STATEMENTS = {
  count: `
    UPDATE observation SET last_seen = ?, count = count + 1
    WHERE event_type = ? AND pointer = ? AND kind = ? AND value = ?`,
  insert: `
    INSERT INTO observation (event_type, pointer, kind, value, first_seen, last_seen, count)
    SELECT ?, ?, ?, ?, ?, ?, 1
    WHERE (SELECT count(*) FROM observation WHERE event_type = ?) < ?`,
};
