import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openHandlerTables } from './access.ts';

/** The statements of handlers. */
export interface HandlerStatements {
  /** Checks a statement and prepares it, unless it is prepared. Its integers are BigInts. @throws Error if it is wrong. */
  prepared(sql: string): StatementSync;
  close(): void;
}

/** @param file of the database. */
export function openHandlerStatements(database: DatabaseSync, file: string): HandlerStatements {
  const tables = openHandlerTables(file);
  const statements = new Map<string, StatementSync>();
  return {
    prepared(sql) {
      const known = statements.get(sql);
      if (known) return known;
      tables.check(sql);
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      // A handler that puts values into the text of its statements must not fill the memory.
      if (statements.size === MAX_STATEMENTS) statements.clear();
      statements.set(sql, statement);
      return statement;
    },
    close: tables.close,
  };
}

const MAX_STATEMENTS = 500;
