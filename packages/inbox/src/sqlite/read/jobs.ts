import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../rows/columns.ts';
import { prepareAll } from '../prepare-all.ts';

/** What reads jobs. */
export interface JobQueries {
  /** Newest first. */
  jobs(): Row[];
}

/** Opens the jobs for reading. */
export function openJobQueries(database: DatabaseSync): JobQueries {
  const sql = prepareAll(database, STATEMENTS);
  return { jobs: () => sql.jobs.all().map((row) => ({ ...row })) };
}

const STATEMENTS = {
  jobs: `
    SELECT id, state, created_at AS createdAt, updated_at AS updatedAt, details FROM job
    ORDER BY created_at DESC, id DESC`,
};
