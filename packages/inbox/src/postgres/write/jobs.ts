import { type JobRow, MAX_JOBS } from '../../rows/jobs.ts';
import type { Query } from '../connection/open-transaction.ts';
import { toColumn } from '../text-column.ts';

/** Saves a job that starts, in a transaction that holds the lock of jobs. @returns whether it was saved: no other one runs. */
export async function startJob(
  query: Query,
  { id, state, createdAt, updatedAt, details }: JobRow,
  lostBefore: number,
): Promise<boolean> {
  const started = await query(START, [id, state, createdAt, updatedAt, toColumn(details), lostBefore]);
  await query(FORGET);
  return started.length === 1;
}

/** Saves a job. @returns whether its cancellation has been requested. */
export async function saveJob(
  query: Query,
  { id, state, createdAt, updatedAt, details }: JobRow,
): Promise<boolean> {
  const [saved] = await query(SAVE, [id, state, createdAt, updatedAt, toColumn(details)]);
  await query(FORGET);
  return saved?.['cancelled'] === 1;
}

/** Requests the cancellation of a job. @returns whether it was running. */
export async function cancelJob(query: Query, id: string): Promise<boolean> {
  return (await query(CANCEL, [toColumn(id)])).length === 1;
}

const START = `
  INSERT INTO job (id, state, created_at, updated_at, details)
  SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM job WHERE state = 'running' AND updated_at >= $6)
  RETURNING id`;

const SAVE = `
  INSERT INTO job (id, state, created_at, updated_at, details) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at, details = excluded.details
  RETURNING cancelled`;

const FORGET = `DELETE FROM job WHERE id IN (SELECT id FROM job ORDER BY created_at DESC, id DESC OFFSET ${MAX_JOBS})`;

const CANCEL = `UPDATE job SET cancelled = 1 WHERE id = $1 AND state = 'running' RETURNING id`;
