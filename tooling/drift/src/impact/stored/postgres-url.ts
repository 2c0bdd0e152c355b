import type { PostgresConnection } from '@partner-webhooks/inbox/postgres';
import { ImpactError } from '../impact-error.ts';

/**
 * Reads a `postgres://` URL. Without a password in it, that of the environment (`PGPASSWORD`) is used. On another machine
 * the certificate of the server is checked, unless `sslmode` says otherwise.
 *
 * @throws ImpactError if it cannot be used. The message has neither user nor password.
 */
export function parsePostgresUrl(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): PostgresConnection {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const database = url && decoded(url.pathname.slice(1));
  const user = url && decoded(url.username);
  const password = url && decoded(url.password);
  if (!url?.hostname || !database || !user || password === undefined)
    throw new ImpactError(
      '--inbox: expected postgres://user:password@host:port/database, with @ : / in a name as %40 %3A %2F',
    );
  const unknown = [...url.searchParams.keys()].find((name) => !['sslmode', 'sslrootcert'].includes(name));
  if (unknown !== undefined)
    throw new ImpactError(`--inbox: expected no parameters but sslmode and sslrootcert, found ${unknown}`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const sslmode = url.searchParams.get('sslmode') ?? (LOOPBACK.test(host) ? 'disable' : 'verify-full');
  if (!isSslMode(sslmode))
    throw new ImpactError(`--inbox: sslmode: expected ${SSL_MODES.join(', ')}, found ${sslmode}`);
  return {
    host,
    port: Number(url.port || DEFAULT_PORT),
    database,
    user,
    password: password || environment['PGPASSWORD'] || '',
    sslmode,
    sslrootcert: url.searchParams.get('sslrootcert') ?? undefined,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  };
}

const SSL_MODES = ['disable', 'require', 'verify-full'] as const;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;
const DEFAULT_PORT = '5432';
const STATEMENT_TIMEOUT_MS = 60_000;

function isSslMode(text: string): text is (typeof SSL_MODES)[number] {
  return SSL_MODES.some((mode) => mode === text);
}

/** @returns `undefined` if it has a percent sign that encodes nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
