import { normalizedError } from '../cause.ts';
import type { FailureGroup } from '../reading/failures.ts';
import { type Row, requiredDate } from './columns.ts';

/** How often attempts have failed for a cause, as columns. */
export interface CauseRow {
  readonly event_type: string;
  readonly cause: string;
  /** The normalised error. */
  readonly error: string;
  /** The error of one attempt. */
  readonly sample: string;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly attempts: number;
}

/** For how long a cause is remembered after it was last seen, in milliseconds. */
export const CAUSE_RETENTION_MS = 92 * 86_400_000;

/** The largest groups that are shown. */
export const MAX_GROUPS = 500;

/** The ids of a group that are shown. */
export const IDS_PER_GROUP = 3;

/** A row as a group. `ids` is a JSON array. A cause that was not written before the process ended has its texts from `lastError`. */
export function failureGroup(row: Row): FailureGroup {
  const { eventType, cause, error, sample, lastError, dead, retrying, attempts, ids } = row;
  const text = String(lastError ?? '');
  return {
    eventType: String(eventType),
    cause: String(cause),
    error: typeof error === 'string' ? error : normalizedError(text),
    sample: typeof sample === 'string' ? sample : text,
    dead: Number(dead),
    retrying: Number(retrying),
    attempts: Math.max(Number(attempts ?? 0), Number(dead) + Number(retrying)),
    firstSeen: requiredDate(row['firstSeen']),
    lastSeen: requiredDate(row['lastSeen']),
    ids: JSON.parse(String(ids)) as string[],
  };
}
