import type { DatabaseSync } from 'node:sqlite';
import { type ActivityRow, LONGEST_MS, SUMS, WIDTHS_MS } from '../../rows/activity.ts';
import { prepareAll } from '../prepare-all.ts';

/** What keeps the activity. */
export interface ActivityMethods {
  /** Adds numbers to those of the same bucket and event type, and removes buckets that are too old. */
  addActivity(rows: readonly ActivityRow[]): void;
}

/** Opens the table of the activity. */
export function openActivity(database: DatabaseSync): ActivityMethods {
  const sql = prepareAll(database, STATEMENTS);
  return {
    addActivity(rows) {
      for (const row of rows) sql.add.run(...COLUMNS.map((column) => row[column] ?? 0));
      const latest = Math.max(...rows.map(({ start }) => start));
      for (const { width, keptFor } of WIDTHS_MS) sql.remove.run(width, latest - keptFor);
    },
  };
}

const COLUMNS = ['width', 'start', 'event_type', ...SUMS, LONGEST_MS];

const STATEMENTS = {
  add: `
    INSERT INTO activity (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
    ON CONFLICT DO UPDATE SET
      ${SUMS.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')},
      ${LONGEST_MS} = max(${LONGEST_MS}, excluded.${LONGEST_MS})`,
  remove: `DELETE FROM activity WHERE width = ? AND start < ?`,
};
