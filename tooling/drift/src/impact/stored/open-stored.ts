import { fileURLToPath } from 'node:url';
import { type ConnectionSettings, connect } from '@partner-webhooks/admin-api/client';
import { openSqliteBodies, type StoredBodies } from '@partner-webhooks/inbox';
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
 * @throws AdminApiError if there is no token.
 */
export async function openStored(
  { inbox, admin }: StoredOptions,
  settings: ConnectionSettings,
  resolvePath: (path: string) => string,
): Promise<OpenedBodies> {
  if (inbox !== undefined && admin !== undefined)
    throw new ImpactError('--inbox and --admin: expected one of them, found both');
  if (inbox !== undefined) return openDatabase(inbox, resolvePath);
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
function openDatabase(url: string, resolvePath: (path: string) => string): OpenedBodies {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'postgres' || scheme === 'postgresql')
    throw new ImpactError(
      '--inbox postgres: this version reads an inbox in PostgreSQL through its receiver only: use --admin with the URL of its admin listener',
    );
  if (scheme !== 'file')
    throw new ImpactError(
      `--inbox ${scheme ? `${scheme}:` : url}: expected file: and the path of a SQLite database`,
    );
  const path = pathIn(url.slice('file:'.length));
  if (path === undefined || path === '')
    throw new ImpactError(`--inbox ${url}: expected file: and the path of a SQLite database, without a host`);
  return { name: path, bodies: openSqliteBodies(resolvePath(path)) };
}

/** The path as a receiver reads it: relative without slashes or with one, absolute with one or three. */
function pathIn(rest: string): string | undefined {
  try {
    return rest.startsWith('//') ? fileURLToPath(`file:${rest}`) : decodeURIComponent(rest);
  } catch {
    return undefined;
  }
}
