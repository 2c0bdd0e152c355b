import { fileURLToPath } from 'node:url';
import { type ConnectionSettings, connect } from '@partner-webhooks/admin-api/client';
import { InboxUnavailableError, openSqliteBodies, type StoredBodies } from '@partner-webhooks/inbox';
import { openPostgresBodies } from '@partner-webhooks/inbox/postgres';
import { ImpactError } from '../impact-error.ts';
import { openAdminApiBodies } from './admin-api-bodies.ts';
import { parsePostgresUrl } from './postgres-url.ts';

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
 * @throws AdminApiError if there is no token.
 */
export async function openStored(
  { inbox, admin }: StoredOptions,
  settings: ConnectionSettings,
  resolvePath: (path: string) => string,
): Promise<OpenedBodies> {
  if (inbox !== undefined && admin !== undefined)
    throw new ImpactError('--inbox and --admin: expected one of them, found both');
  if (inbox !== undefined) return openDatabase(inbox, settings.environment, resolvePath);
  const environment =
    admin === undefined ? settings.environment : { ...settings.environment, ADMIN_URL: admin };
  const connection = await connect({ ...settings, environment });
  if (!URL.canParse(connection.url) || !/^https?:$/.test(new URL(connection.url).protocol))
    throw new ImpactError(
      `${admin === undefined ? 'ADMIN_URL' : '--admin'} ${connection.url}: expected a URL such as http://127.0.0.1:9090`,
    );
  return { name: connection.url, bodies: openAdminApiBodies(connection) };
}

/** One store for each scheme of `DATABASE_URL`. */
async function openDatabase(
  url: string,
  environment: ConnectionSettings['environment'],
  resolvePath: (path: string) => string,
): Promise<OpenedBodies> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'postgres' || scheme === 'postgresql') return openPostgres(url, environment);
  if (scheme !== 'file')
    throw new ImpactError(
      `--inbox ${scheme ? `${scheme}:` : url}: expected file: and the path of a SQLite database, or postgres:`,
    );
  const path = pathIn(url.slice('file:'.length));
  if (path === undefined || path === '')
    throw new ImpactError(`--inbox ${url}: expected file: and the path of a SQLite database, without a host`);
  return { name: path, bodies: openSqliteBodies(resolvePath(path)) };
}

async function openPostgres(
  url: string,
  environment: ConnectionSettings['environment'],
): Promise<OpenedBodies> {
  const connection = parsePostgresUrl(url, environment);
  const { host, port, database } = connection;
  const bodies = await openPostgresBodies(connection).catch((error: Error) => {
    if (error instanceof InboxUnavailableError) throw error;
    throw new ImpactError(`--inbox: ${error.message}`, { cause: error });
  });
  return { name: `postgres://${host}:${port}/${database}`, bodies };
}

/** The path as a receiver reads it: relative without slashes or with one, absolute with one or three. */
function pathIn(rest: string): string | undefined {
  try {
    return rest.startsWith('//') ? fileURLToPath(`file:${rest}`) : decodeURIComponent(rest);
  } catch {
    return undefined;
  }
}
