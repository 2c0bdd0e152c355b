import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Migrates the database to the newest schema: one numbered file after the other, each in a transaction of its own. A new
 * database gets all of them in one transaction: it waits for the disk once.
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
  const pending = files.slice(version).map((file, index) => {
    const sql = readFileSync(new URL(file, FOLDER), 'utf8');
    return `${sql} PRAGMA user_version = ${version + index + 1};`;
  });
  const transactions = version === 0 ? [pending.join('\n')] : pending;
  for (const sql of transactions) database.exec(`BEGIN IMMEDIATE; ${sql} COMMIT;`);
  database.exec('PRAGMA foreign_keys = ON');
}

/**
 * Expects an inbox that this program can read without migrating it.
 *
 * @throws Error if the database is not an inbox, or has an older or a newer schema.
 */
export function expectPresentSchema(database: DatabaseSync, file: string): void {
  const { version = 0, tables = 0 } =
    database
      .prepare(
        `SELECT user_version AS version, (SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('notification', 'quarantine')) AS tables
         FROM pragma_user_version`,
      )
      .get() ?? {};
  if (version === 0 || tables !== 2)
    throw new Error(`the database ${file} is not an inbox: expected the tables of an inbox`);
  const present = readdirSync(FOLDER).length;
  if (Number(version) === present) return;
  throw new Error(
    `the database ${file} has schema ${version}, and this program reads schema ${present}: ${
      Number(version) > present
        ? 'use a newer program'
        : 'a receiver of this version migrates it when it starts'
    }`,
  );
}

const FOLDER = new URL('../../migrations/sqlite/', import.meta.url);
