import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type FileGuard, openFileGuard } from '../file/file-guard.ts';
import { createPrivateFile, makePrivate } from '../file/private-file.ts';

/** The result of a statement: how many rows it changed, and its first row if it has one. Or why it failed. */
export type StatementResult =
  | { readonly changes: number; readonly row?: Row | undefined }
  | { readonly error: string };

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;

/**
 * Opens a SQLite file for the statements of handlers. Every commit waits for the disk.
 *
 * A statement that fails has changed nothing, so it fails alone, and the other statements of the transaction are committed.
 */
export function openStatementRunner({ file }: { readonly file: string }) {
  // Its rows may contain personal data.
  if (file !== IN_MEMORY) {
    createPrivateFile(file);
    makePrivate(`${file}-wal`, `${file}-shm`);
  }
  const database = new DatabaseSync(file);
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  syncEarlierWrites(database);
  // A commit to a deleted file succeeds, and is lost.
  const guard = file === IN_MEMORY ? NO_GUARD : openFileGuard(file, database, false);
  const statements = new Map<string, StatementSync>();

  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  /** Runs one statement. @throws Error if the transaction has ended: then all of its calls have failed. */
  const execute = (run: () => StatementResult): StatementResult => {
    let result: StatementResult;
    try {
      result = run();
    } catch (error) {
      // SQLite rolls back the whole transaction if the disk is full, for instance.
      if (!database.isTransaction || !(error instanceof Error)) throw error;
      result = { error: error.message };
    }
    if (!database.isTransaction) throw new Error('a statement has ended the transaction that it shares');
    return result;
  };

  return {
    begin(): void {
      guard.checkLog();
      database.exec('BEGIN IMMEDIATE');
    },
    commit(): void {
      database.exec('COMMIT');
      guard.check();
    },
    rollback: () => {
      if (database.isTransaction) database.exec('ROLLBACK');
    },

    run: (sql: string, values: readonly SQLInputValue[]): StatementResult =>
      execute(() => ({ changes: Number(prepared(sql).run(...values).changes) })),

    get: (sql: string, values: readonly SQLInputValue[]): StatementResult =>
      execute(() => ({ changes: 0, row: prepared(sql).get(...values) })),

    /** Runs several statements: all of them or, if one fails, none. */
    exec(script: string): StatementResult {
      database.exec('SAVEPOINT script');
      const result = execute(() => {
        database.exec(script);
        return { changes: 0 };
      });
      database.exec('error' in result ? 'ROLLBACK TO script; RELEASE script' : 'RELEASE script');
      return result;
    },

    watch: guard.check,
    close(): void {
      database.close();
      guard.close();
    },
  };
}

/** An open file. */
export type StatementRunner = ReturnType<typeof openStatementRunner>;

const IN_MEMORY = ':memory:';
const NO_GUARD: FileGuard = { checkLog() {}, check() {}, close() {} };

/**
 * An earlier process may have been killed between writing and syncing. A retried statement finds its row, changes nothing, and
 * its commit syncs nothing. Setting the version writes a page, even to the same version, and the sync of a page includes
 * everything before it.
 */
function syncEarlierWrites(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  database.exec(`PRAGMA user_version = ${version}`);
}
