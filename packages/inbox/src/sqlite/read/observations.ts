import type { DatabaseSync } from 'node:sqlite';
import type { EventType } from '@partner-webhooks/types';
import type { Observation } from '@partner-webhooks/types/validators';
import type { ObservationCount } from '../../reader.ts';
import { type Row, requiredDate } from './columns.ts';

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

/** A row as an observation. */
export function observationOf(row: Row): ObservationCount {
  const { eventType, pointer, kind, value, firstSeen, lastSeen, count } = row;
  return {
    eventType: eventType as EventType,
    pointer: String(pointer),
    kind: kind as Observation['kind'],
    ...(value !== '' && { value: parsed(String(value)) }),
    firstSeen: requiredDate(firstSeen),
    lastSeen: requiredDate(lastSeen),
    count: Number(count),
  };
}

/** A value that was cut is no longer JSON: then it is the text itself. */
function parsed(value: string): string | number | boolean {
  try {
    return JSON.parse(value) as string | number | boolean;
  } catch {
    return value;
  }
}

const LIST = `
  SELECT event_type AS eventType, pointer, kind, value, first_seen AS firstSeen, last_seen AS lastSeen, count
  FROM observation ORDER BY last_seen DESC, event_type, pointer, kind, value`;
