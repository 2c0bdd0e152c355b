import type { DatabaseSync } from 'node:sqlite';
import type { Observation } from '@partner-webhooks/types/validators';
import { prepareAll } from '../prepare-all.ts';

/** An observation as columns. */
export interface ObservationRow {
  readonly pointer: string;
  readonly kind: Observation['kind'];
  readonly value: string;
}

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

/** All items of a list count as one place, and long texts of the sender are cut: observations are few and small. */
export function observationRow({ pointer, kind, value = '' }: Observation): ObservationRow {
  return {
    pointer: pointer.replace(/\/\d+(?=\/|$)/g, '/*').slice(0, MAX_OBSERVATION_CHARS),
    kind,
    value: kind === 'unknown-value' ? JSON.stringify(value).slice(0, MAX_OBSERVATION_CHARS) : '',
  };
}

// Of one event type. A sender that generates a value for every notification must not fill the disk.
const MAX_OBSERVATIONS = 1_000;

const MAX_OBSERVATION_CHARS = 200;

const STATEMENTS = {
  count: `
    UPDATE observation SET last_seen = ?, count = count + 1
    WHERE event_type = ? AND pointer = ? AND kind = ? AND value = ?`,
  insert: `
    INSERT INTO observation (event_type, pointer, kind, value, first_seen, last_seen, count)
    SELECT ?, ?, ?, ?, ?, ?, 1
    WHERE (SELECT count(*) FROM observation WHERE event_type = ?) < ?`,
};
