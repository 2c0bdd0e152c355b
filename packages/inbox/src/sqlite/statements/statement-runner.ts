import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type FileGuard, openFileGuard } from '../file/file-guard.ts';
import { createPrivateFile, makePrivate } from '../file/private-file.ts';

/** What a statement gave: the rows that it changed, and its first row where it has one. Or why it has failed. */
export type StatementResult =
  | { readonly changes: number; readonly row?: Row | undefined }
  | { readonly error: string };

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;

/**
 * A SQLite file for the statements of others. Every commit waits for the disk.
 *
 * A statement that fails has changed nothing, so it fails alone: the transaction goes on without it.
 */
export function openStatementRunner({ file }: { readonly file: string }) {
  // What is in it is about people.
  if (file !== IN_MEMORY) {
    createPrivateFile(file);
    makePrivate(`${file}-wal`, `${file}-shm`);
  }
  const database = new DatabaseSync(file);
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  syncWhatIsThere(database);
  // What is written to a file that was deleted is lost, and every commit succeeds all the same.
  const guard = file === IN_MEMORY ? NO_GUARD : openFileGuard(file, database, false);
  const statements = new Map<string, StatementSync>();

  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  /** Runs one statement. @throws Error where the transaction is over, because all of its calls have failed then. */
  const execute = (run: () => StatementResult): StatementResult => {
    let result: StatementResult;
    try {
      result = run();
    } catch (error) {
      // A full disk, for instance, rolls back the whole transaction.
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

    /** Runs several statements: all of them or, where one fails, none. */
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
 * An earlier process may have been killed between writing and syncing. What it wrote can be read, so a statement that finds
 * it there changes nothing, and its commit would sync nothing. Setting the version writes a page, also where it is the same
 * version, and the sync of a page is that of everything before it.
 */
function syncWhatIsThere(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  database.exec(`PRAGMA user_version = ${version}`);
}
