import type { DatabaseSync } from 'node:sqlite';
import type { AuditRow } from '../../rows/audit.ts';
import { prepareAll } from '../prepare-all.ts';

/** What records what operators do. */
export interface AuditMethods {
  /** Adds an entry, and removes some of those from before a time. */
  audit(entry: AuditRow, before: number): void;
}

/** Opens the audit log. */
export function openAudit(database: DatabaseSync): AuditMethods {
  const sql = prepareAll(database, STATEMENTS);
  return {
    audit({ at, operator, action, details }, before) {
      sql.add.run(at, operator, action, details);
      sql.remove.run(before);
    },
  };
}

// The oldest ones come first.
const STATEMENTS = {
  add: `INSERT INTO audit (at, operator, action, details) VALUES (?, ?, ?, ?)`,
  remove: `DELETE FROM audit WHERE seq IN (SELECT seq FROM audit ORDER BY seq LIMIT 100) AND at < ?`,
};
