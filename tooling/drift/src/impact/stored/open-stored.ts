import { type ConnectionSettings, connect } from '@partner-webhooks/admin-api/client';
import {
  type DatabaseServer,
  InboxUnavailableError,
  openSqliteBodies,
  parseDatabaseUrl,
  type StoredBodies,
} from '@partner-webhooks/inbox';
import { openPostgresBodies } from '@partner-webhooks/inbox/postgres';
import { ImpactError } from '../impact-error.ts';
import { openAdminApiBodies } from './admin-api-bodies.ts';

/** Where stored bodies are read from. */
export interface StoredOptions {
  /** The `DATABASE_URL` of a receiver. */
  readonly inbox?: string;
  /** The base URL of an admin listener. */
  readonly admin?: string;
}

/** Stored bodies, and where they come from, for reports. */
export interface OpenedBodies {
  readonly name: string;
  readonly bodies: StoredBodies;
}

/**
 * Opens the store that the options name; without options, the admin API that the environment names.
 *
 * @param resolvePath makes a path on the command line absolute.
 * @throws ImpactError if the URL cannot be used.
 * @throws InboxUnavailableError if the file cannot be read as an inbox.
 * @throws AdminApiError if there is no token, or `ADMIN_URL` is no URL.
 */
export async function openStored(
  { inbox, admin }: StoredOptions,
  settings: ConnectionSettings,
  resolvePath: (path: string) => string,
): Promise<OpenedBodies> {
  if (inbox !== undefined && admin !== undefined)
    throw new ImpactError('--inbox and --admin: expected one of them, found both');
  if (inbox !== undefined) return openDatabase(inbox, settings.environment, resolvePath);
  if (admin !== undefined && !/^https?:$/.test(URL.parse(admin)?.protocol ?? ''))
    throw new ImpactError(`--admin ${admin}: expected a URL such as http://127.0.0.1:9090`);
  const environment =
    admin === undefined ? settings.environment : { ...settings.environment, ADMIN_URL: admin };
  const connection = await connect({ ...settings, environment });
  return { name: connection.url, bodies: openAdminApiBodies(connection) };
}

/** One store for each kind of `DATABASE_URL`. */
async function openDatabase(
  url: string,
  environment: ConnectionSettings['environment'],
  resolvePath: (path: string) => string,
): Promise<OpenedBodies> {
  const database = parseDatabaseUrl(url);
  if ('problem' in database) throw new ImpactError(`--inbox: ${database.problem}`);
  if ('server' in database) return openServer(database.server, environment);
  return { name: database.file, bodies: openSqliteBodies(resolvePath(database.file)) };
}

/** Without a password in the URL, that of the environment is used. */
async function openServer(
  server: DatabaseServer,
  environment: ConnectionSettings['environment'],
): Promise<OpenedBodies> {
  const password = server.password ?? environment['PGPASSWORD'] ?? '';
  const connection = { ...server, password, statementTimeoutMs: STATEMENT_TIMEOUT_MS };
  const bodies = await openPostgresBodies(connection).catch((error: Error) => {
    if (error instanceof InboxUnavailableError) throw error;
    throw new ImpactError(`--inbox: ${error.message}`, { cause: error });
  });
  const hosts = [server, ...(server.standbys ?? [])].map(({ host, port }) => `${host}:${port}`);
  return { name: `postgres://${hosts.join(',')}/${server.database}`, bodies };
}

const STATEMENT_TIMEOUT_MS = 60_000;
