import type { DatabaseSync } from 'node:sqlite';
import type { HandlerRow } from '../../effects/effects.ts';
import type { Write } from '../../effects/write.ts';
import { errorMessage } from '../../error-text.ts';
import { StatementError } from '../../errors.ts';
import { openHandlerStatements } from '../handler-tables/statements.ts';
import { namedValues } from '../handler-tables/values.ts';

/** What reads the tables of the handlers. */
export interface HandlerQueries {
  /** @throws StatementError if the statement fails. */
  read(statement: Write): readonly HandlerRow[];
  closeHandlerTables(): void;
}

/** @param file of the database. */
export function openHandlerQueries(database: DatabaseSync, file: string): HandlerQueries {
  const statements = openHandlerStatements(database, file);
  return {
    read({ sql, values }) {
      try {
        return statements.prepared(sql).all(namedValues(values)).map(rowOf);
      } catch (error) {
        throw new StatementError(`a statement of the handler failed: ${errorMessage(error)}`);
      }
    },
    closeHandlerTables: statements.close,
  };
}

function rowOf(row: object): HandlerRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value,
    ]),
  );
}
