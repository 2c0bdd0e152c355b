import type { EventType } from '@partner-webhooks/types';
import type { Observation } from '@partner-webhooks/types/validators';
import type { ObservationCount } from '../reading/statistics.ts';
import { type Row, requiredDate } from './columns.ts';

/** An observation as columns. */
export interface ObservationRow {
  readonly pointer: string;
  readonly kind: Observation['kind'];
  readonly value: string;
}

/** All items of a list count as one place, and long texts of the sender are cut: observations are few and small. */
export function observationRow({ pointer, kind, value = '' }: Observation): ObservationRow {
  return {
    pointer: pointer.replace(/\/\d+(?=\/|$)/g, '/*').slice(0, MAX_OBSERVATION_CHARS),
    kind,
    value: kind === 'unknown-value' ? JSON.stringify(value).slice(0, MAX_OBSERVATION_CHARS) : '',
  };
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

const MAX_OBSERVATION_CHARS = 200;
