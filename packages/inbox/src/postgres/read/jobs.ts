import type { Row } from '../../rows/columns.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn } from '../text-column.ts';

/** The jobs, newest first. */
export async function readJobs(query: Query): Promise<Row[]> {
  const rows = await query(JOBS);
  return rows.map((row) => ({ ...row, details: fromColumn(String(row['details'])) }));
}

const JOBS = `
  SELECT id, state, created_at AS "createdAt", updated_at AS "updatedAt", details FROM job
  ORDER BY created_at DESC, id DESC`;
