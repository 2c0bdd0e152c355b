import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HandlerRow } from '../../effects/effects.ts';
import type { Write } from '../../effects/write.ts';
import { errorMessage } from '../../error-text.ts';
import { StatementError } from '../../errors.ts';
import { openHandlerTables } from '../handler-tables/access.ts';
import { namedValues } from '../handler-tables/values.ts';

/** What reads the tables of the handlers. */
export interface HandlerQueries {
  /** @throws StatementError if the statement fails. */
  read(statement: Write): readonly HandlerRow[];
  closeHandlerTables(): void;
}

/** @param file of the database. */
export function openHandlerQueries(database: DatabaseSync, file: string): HandlerQueries {
  const tables = openHandlerTables(file);
  const statements = new Map<string, StatementSync>();

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known) return known;
    tables.check(sql);
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    // A handler that puts values into the text of its statements must not fill the memory.
    if (statements.size === MAX_STATEMENTS) statements.clear();
    statements.set(sql, statement);
    return statement;
  }

  return {
    read({ sql, values }) {
      try {
        return prepared(sql).all(namedValues(values)).map(rowOf);
      } catch (error) {
        throw new StatementError(`a statement of the handler failed: ${errorMessage(error)}`);
      }
    },
    closeHandlerTables: tables.close,
  };
}

const MAX_STATEMENTS = 100;

function rowOf(row: object): HandlerRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value,
    ]),
  );
}
