import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type Clock,
  type Commit,
  errorMessage,
  type Inbox,
  openSqliteInbox,
  type SqliteInboxOptions,
} from '@partner-webhooks/inbox';
import { ConfigError } from './config/config-error.ts';
import type { Config } from './config.ts';
import { handlerMigrations, migrationProblem } from './handler-migrations.ts';

/** What the inbox needs besides the settings. Those about a file are not called for PostgreSQL. */
export interface OpenInboxOptions
  extends Pick<SqliteInboxOptions, 'onFailure' | 'onNotice' | 'onFileChecked'> {
  readonly quarantineCapacity: number;
  readonly clock: Clock;
  readonly onCommit?: (commit: Commit) => void;
}

/**
 * Opens the inbox in the database that `DATABASE_URL` names, and runs the migrations of the handlers.
 *
 * @throws ConfigError if it cannot be opened, or a migration cannot be run.
 */
export async function openInbox(config: Config, options: OpenInboxOptions): Promise<Inbox> {
  const settings = {
    ...options,
    handlerMigrations: handlerMigrations(config),
    deduplicationWindow: config.DEDUPLICATION_WINDOW,
    replayDead: config.REPLAY_DEAD === 'on',
  };
  const database = config.DATABASE_URL;
  try {
    if ('file' in database) return await openSqliteInbox({ ...settings, file: database.file });
    // Most receivers do without: the driver is loaded by those that use it.
    const { openPostgresInbox } = await import('@partner-webhooks/inbox/postgres');
    return await openPostgresInbox({
      ...settings,
      connection: {
        ...database.server,
        passwordFile: config.DATABASE_PASSWORD_FILE,
        statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT,
      },
      poolSize: config.DATABASE_POOL_SIZE,
      leaseMs: config.HANDLER_LEASE,
    });
  } catch (cause) {
    const error = migrationProblem(cause);
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`DATABASE_URL: ${errorMessage(error)}`, { cause: error });
  }
}

/** The folder of generated secrets. It is created if it is not that of a SQLite file, which creates its own. */
export async function dataFolder({ DATABASE_URL: database, DATA_FOLDER: folder }: Config): Promise<string> {
  if ('file' in database) return dirname(database.file);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    throw new ConfigError(`DATA_FOLDER: ${errorMessage(error)}`, { cause: error });
  }
}
