import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../rows/columns.ts';

/** What reads observations. */
export interface ObservationQueries {
  /** Those made last come first. */
  observations(): Row[];
}

/** Opens observations for reading. */
export function openObservations(database: DatabaseSync): ObservationQueries {
  const list = database.prepare(LIST);
  return { observations: () => list.all().map((row) => ({ ...row })) };
}

const LIST = `
  SELECT event_type AS eventType, pointer, kind, value, first_seen AS firstSeen, last_seen AS lastSeen, count
  FROM observation ORDER BY last_seen DESC, event_type, pointer, kind, value`;
