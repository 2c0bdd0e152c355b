import { DatabaseSync } from 'node:sqlite';

/**
 * Opens a table of the read model. Writes do not wait for the disk: after a loss of power the last moments may be
 * missing, and replaying the inbox brings them back. The inbox itself must never be opened like this.
 *
 * @param schema makes the tables where they do not exist.
 */
export function openReadModel(file: string, schema: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(schema);
  return database;
}
