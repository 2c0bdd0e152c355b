import type { DatabaseSync } from 'node:sqlite';
import { CAUSE_RETENTION_MS, type CauseRow } from '../../rows/failures.ts';
import { prepareAll } from '../prepare-all.ts';

/** What keeps the causes of failures. */
export interface CauseMethods {
  /** Adds failed attempts to those with the same cause, and forgets causes that were last seen long ago. */
  addCauses(rows: readonly CauseRow[]): void;
}

/** Opens the table of causes. */
export function openCauses(database: DatabaseSync): CauseMethods {
  const sql = prepareAll(database, STATEMENTS);
  return {
    addCauses(rows) {
      for (const row of rows) sql.add.run({ ...row });
      sql.remove.run(Math.max(...rows.map((row) => row.last_seen)) - CAUSE_RETENTION_MS);
    },
  };
}

const STATEMENTS = {
  add: `
    INSERT INTO cause (event_type, cause, error, sample, first_seen, last_seen, attempts)
    VALUES (:event_type, :cause, :error, :sample, :first_seen, :last_seen, :attempts)
    ON CONFLICT DO UPDATE SET sample = excluded.sample, first_seen = min(first_seen, excluded.first_seen),
      last_seen = max(last_seen, excluded.last_seen), attempts = attempts + excluded.attempts`,
  remove: `DELETE FROM cause WHERE last_seen < ?`,
};
