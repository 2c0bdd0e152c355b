import type { JobRecord } from '../reading/operators.ts';
import { type Row, requiredDate } from './columns.ts';

/** A job as columns. */
export interface JobRow {
  readonly id: string;
  readonly state: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** JSON. */
  readonly details: string;
}

/** How many jobs are remembered. */
export const MAX_JOBS = 100;

/** A job as columns. */
export function jobRow({ id, state, createdAt, updatedAt, details }: JobRecord): JobRow {
  return {
    id,
    state,
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
    details: JSON.stringify(details),
  };
}

/** A row as a job. */
export function jobRecord({ id, state, createdAt, updatedAt, details }: Row): JobRecord {
  return {
    id: String(id),
    state: state as JobRecord['state'],
    createdAt: requiredDate(createdAt),
    updatedAt: requiredDate(updatedAt),
    details: JSON.parse(String(details)) as Record<string, unknown>,
  };
}
