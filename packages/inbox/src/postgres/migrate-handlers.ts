import { basename } from 'node:path';
import { type HandlerMigration, migrationsToRun, type RunMigration } from '../effects/migrations.ts';
import { scanSql } from '../effects/scan-sql.ts';
import { INBOX_SCHEMA, MIGRATION_TABLE, TRANSACTIONS } from '../effects/write.ts';
import { errorMessage, isInstance } from '../error-text.ts';
import { MigrationError } from '../errors.ts';
import { isOfStatement } from './connection/explain-error.ts';
import type { Query } from './connection/open-transaction.ts';
import type { Transactions } from './connection/transactions.ts';
import { AS_HANDLER, HANDLER_SCHEMA } from './handler-schema.ts';
import { HANDLER_MIGRATION_LOCK } from './keys.ts';

/**
 * Runs the migrations of the handlers that have not been run, in one transaction and under a lock: of several programs that
 * start at once, one runs them.
 *
 * @returns how many have been run that this program does not know.
 * @throws MigrationError with the file and the reason; then none has been run. And InboxUnavailableError.
 */
export async function migrateHandlers(
  transactions: Transactions,
  migrations: readonly HandlerMigration[],
): Promise<number> {
  let failure: MigrationError | undefined;
  try {
    return await transactions.write([HANDLER_MIGRATION_LOCK], async (query) => {
      await query(PREPARE);
      const earlier = (await query(FIND)) as unknown as RunMigration[];
      for (const migration of toRun(migrations, earlier)) await run(query, migration);
      // A script may set what outlives the transaction.
      await query(RESET);
      return Math.max(0, ...earlier.map(({ number }) => number - migrations.length));
    });
  } catch (error) {
    throw failure ?? error;
  }

  function toRun(...args: Parameters<typeof migrationsToRun>): readonly HandlerMigration[] {
    try {
      return migrationsToRun(...args);
    } catch (error) {
      if (isInstance(error, MigrationError)) failure = error;
      throw error;
    }
  }

  async function run(query: Query, { number, file, sql, checksum }: HandlerMigration): Promise<void> {
    try {
      expectHandlerTables(sql);
      await query(AS_HANDLER);
      await query(sql);
    } catch (error) {
      if (!isOfStatement(error) && !isInstance(error, MigrationError)) throw error;
      failure = new MigrationError(`${file}${placeOf(error, sql)}: ${errorMessage(error)}`);
      throw error;
    }
    await query(ADD, [number, basename(file), checksum]);
  }
}

function expectHandlerTables(sql: string): void {
  const found = scanSql(sql, 'PostgreSQL').keywords.find((keyword) => TRANSACTIONS.has(keyword));
  if (found !== undefined)
    throw new MigrationError(`expected no ${found}: all migrations share one transaction`);
  // Also in the body of a function, which is a text.
  if (new RegExp(String.raw`\b${INBOX_SCHEMA}\b`, 'i').test(sql))
    throw new MigrationError(
      `expected nothing about ${INBOX_SCHEMA}: the tables of the inbox are changed by the inbox alone`,
    );
}

/** ` line 3`, if PostgreSQL says where the error is. */
function placeOf(error: unknown, sql: string): string {
  const position = Number((error as { readonly position?: string }).position);
  return position > 0 ? ` line ${[...sql].slice(0, position).join('').split('\n').length}` : '';
}

const TABLE = `${HANDLER_SCHEMA}.${MIGRATION_TABLE}`;
const PREPARE = `
  SET LOCAL statement_timeout TO 0;
  CREATE SCHEMA IF NOT EXISTS ${HANDLER_SCHEMA};
  CREATE TABLE IF NOT EXISTS ${TABLE} (
    number      integer     PRIMARY KEY,
    file        text        NOT NULL,
    checksum    text        NOT NULL,
    migrated_at timestamptz NOT NULL DEFAULT now()
  )`;
const FIND = `SELECT number, file, checksum FROM ${TABLE}`;
const ADD = `INSERT INTO ${TABLE} (number, file, checksum) VALUES ($1, $2, $3)`;
const RESET = `SET CONSTRAINTS ALL IMMEDIATE; RESET ALL; SET LOCAL synchronous_commit TO on`;
