import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HandlerMigration, MigrationError, readHandlerMigrations } from '@partner-webhooks/inbox';
import { ConfigError } from './config/config-error.ts';
import type { Config } from './config.ts';

/**
 * Reads the migrations of the tables that handlers write: those for the database in use, from a folder of `MIGRATIONS_FOLDER`.
 *
 * @returns `undefined` if this receiver calls no handlers: then it runs none.
 * @throws ConfigError if they cannot be read.
 */
export function handlerMigrations(config: Config): readonly HandlerMigration[] | undefined {
  const { MIGRATIONS_FOLDER: chosen, DATABASE_URL: database, HANDLERS } = config;
  if (HANDLERS === 'off') return undefined;
  const folder = join(chosen ?? SHIPPED, 'file' in database ? 'sqlite' : 'postgres');
  // Handlers need not have tables.
  if (chosen === undefined && !existsSync(folder)) return [];
  try {
    return readHandlerMigrations(folder);
  } catch (error) {
    throw migrationProblem(error);
  }
}

/** The error for the operator, if an error is about migrations. Any other error is returned unchanged. */
export function migrationProblem(error: unknown): unknown {
  if (!(error instanceof MigrationError)) return error;
  return new ConfigError(`MIGRATIONS_FOLDER: ${error.message}`, { cause: error });
}

// Beside `src` and `dist`.
const SHIPPED = fileURLToPath(new URL('../migrations/', import.meta.url));
