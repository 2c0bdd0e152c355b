import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Migrates the database to the newest schema: one numbered file after the other, each in a transaction of its own.
 *
 * @throws Error if the database was written by a newer version of the program.
 */
export function migrate(database: DatabaseSync): void {
  const files = readdirSync(FOLDER).sort();
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > files.length) {
    throw new Error(
      `the inbox has schema ${version}, and this program knows ${files.length}: use a newer program`,
    );
  }
  // A migration may drop a table to rebuild it. With foreign keys, that would delete the rows that refer to it.
  database.exec('PRAGMA foreign_keys = OFF');
  for (const [index, file] of files.entries()) {
    if (index < version) continue;
    const sql = readFileSync(new URL(file, FOLDER), 'utf8');
    database.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
  database.exec('PRAGMA foreign_keys = ON');
}

const FOLDER = new URL('../../migrations/sqlite/', import.meta.url);
