import type { AuditRow } from '../../rows/audit.ts';
import type { Query } from '../connection/open-transaction.ts';
import { toColumn } from '../text-column.ts';

/** Adds an entry, and removes some of those from before a time. */
export async function audit(
  query: Query,
  { at, operator, action, details }: AuditRow,
  before: number,
): Promise<void> {
  await query(ADD, [at, operator, action, toColumn(details)]);
  await query(REMOVE, [before]);
}

const ADD = `INSERT INTO audit (at, operator, action, details) VALUES ($1, $2, $3, $4)`;

// The oldest ones come first.
const REMOVE = `
  DELETE FROM audit WHERE seq = ANY(ARRAY(SELECT seq FROM audit ORDER BY seq LIMIT 100)) AND at < $1`;
