import type { DatabaseSync } from 'node:sqlite';
import { type JobRow, MAX_JOBS } from '../../rows/jobs.ts';
import { prepareAll } from '../prepare-all.ts';

/** What saves jobs. */
export interface JobMethods {
  /** @returns whether it was saved: no other one runs. */
  startJob(row: JobRow, lostBefore: number): boolean;
  /** @returns whether its cancellation has been requested. */
  saveJob(row: JobRow): boolean;
  /** @returns whether it was running. */
  cancelJob(id: string): boolean;
}

/** Opens the table of jobs. Those of an earlier process have been interrupted. */
export function openJobs(database: DatabaseSync): JobMethods {
  const sql = prepareAll(database, STATEMENTS);
  sql.interrupt.run();
  return {
    startJob(row, lostBefore) {
      const isSaved = sql.start.run({ ...row, lostBefore }).changes === 1;
      sql.forget.run();
      return isSaved;
    },
    saveJob(row) {
      const saved = sql.save.get({ ...row });
      sql.forget.run();
      return saved?.['cancelled'] === 1;
    },
    cancelJob: (id) => sql.cancel.run(id).changes === 1,
  };
}

const STATEMENTS = {
  interrupt: `UPDATE job SET state = 'interrupted' WHERE state = 'running'`,
  start: `
    INSERT INTO job (id, state, created_at, updated_at, details)
    SELECT :id, :state, :createdAt, :updatedAt, :details
    WHERE NOT EXISTS (SELECT 1 FROM job WHERE state = 'running' AND updated_at >= :lostBefore)`,
  save: `
    INSERT INTO job (id, state, created_at, updated_at, details)
    VALUES (:id, :state, :createdAt, :updatedAt, :details)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at, details = excluded.details
    RETURNING cancelled`,
  forget: `DELETE FROM job WHERE id IN (SELECT id FROM job ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET ${MAX_JOBS})`,
  cancel: `UPDATE job SET cancelled = 1 WHERE id = ? AND state = 'running'`,
};
