import type { DatabaseSync } from 'node:sqlite';
import type { Write } from '../../effects/write.ts';
import { errorMessage } from '../../error-text.ts';
import { StatementError } from '../../errors.ts';
import { openHandlerStatements } from '../handler-tables/statements.ts';
import { namedValues } from '../handler-tables/values.ts';

/** Carries out the statements of handlers. */
export interface HandlerWrites {
  /**
   * Runs `work` and then the statements, in the transaction that is open: all of it or, if a statement fails, nothing.
   *
   * @throws StatementError if a statement fails, and whatever `work` throws.
   */
  runWith<T>(work: () => T, writes: readonly Write[]): T;
  /**
   * Commits.
   *
   * @throws StatementError if a foreign key is violated that is checked at the end: the inbox has none, so it is one of handlers.
   */
  checkDeferred(commit: () => void): void;
  close(): void;
}

/** @param file of the database. */
export function openHandlerWrites(database: DatabaseSync, file: string): HandlerWrites {
  const statements = openHandlerStatements(database, file);

  function run({ sql, values }: Write): void {
    try {
      statements.prepared(sql).run(namedValues(values));
    } catch (error) {
      throw OF_THE_DATABASE.has(extendedCode(error) & 0xff) ? error : failed(error);
    }
  }

  return {
    runWith(work, writes) {
      if (writes.length === 0) return work();
      database.exec('SAVEPOINT handler');
      try {
        const result = work();
        writes.forEach(run);
        database.exec('RELEASE handler');
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK TO handler; RELEASE handler');
        throw error;
      }
    },
    checkDeferred(commit) {
      try {
        commit();
      } catch (error) {
        throw extendedCode(error) === CONSTRAINT_FOREIGNKEY ? failed(error) : error;
      }
    },
    close: statements.close,
  };
}

function failed(error: unknown): StatementError {
  return new StatementError(`a statement of the handler failed: ${errorMessage(error)}`);
}

/** The extended result code of SQLite (https://www.sqlite.org/rescode.html); 0 if the error is not one of SQLite. */
function extendedCode(error: unknown): number {
  return Number((error as { readonly errcode?: unknown } | null)?.errcode ?? 0);
}

// The primary codes BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB: the disk or the memory is to blame.
const OF_THE_DATABASE: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 26]);
const CONSTRAINT_FOREIGNKEY = 787;
