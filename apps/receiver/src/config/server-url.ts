/** A database on a PostgreSQL server. */
export interface DatabaseServer {
  /** A name, an address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly sslmode: SslMode;
  /** PEM file with the certificates of the known authorities. */
  readonly sslrootcert?: string;
}

type SslMode = (typeof SSL_MODES)[number];

/** Whether a `DATABASE_URL` is one of PostgreSQL. */
export function isServerUrl(url: string): boolean {
  return /^postgres(ql)?:/i.test(url);
}

/**
 * Reads the URL of a database: `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=/ca.pem`, as
 * libpq does (PostgreSQL 18, section 32.1.1.2). A host that is not this machine is spoken to with TLS and a certificate that
 * is checked, unless `sslmode` says otherwise.
 */
export function parseServerUrl(
  url: string,
): { readonly server: DatabaseServer } | { readonly problem: string } {
  if (!URL.canParse(url)) return { problem: `${EXPECTED}, in which special characters are percent-encoded` };
  const { username, password, hostname, port, pathname, searchParams, hash } = new URL(url);
  const [user, secret, host, database] = [username, password, hostname, pathname.slice(1)].map(decoded);
  if (user === undefined || secret === undefined || host === undefined || database === undefined)
    return { problem: `${EXPECTED}, with a percent sign as %25` };
  if (hash !== '') return { problem: `${EXPECTED}, with # as %23` };
  if (user === '') return { problem: `${EXPECTED}: the user is missing` };
  if (database === '' || database.includes('/')) return { problem: `${EXPECTED}: the database is missing` };
  for (const name of searchParams.keys())
    if (!OPTIONS.has(name))
      return { problem: `${EXPECTED} without options other than sslmode and sslrootcert` };
  const sslmode = searchParams.get('sslmode') ?? (isThisMachine(host) ? 'disable' : 'verify-full');
  const sslrootcert = searchParams.get('sslrootcert') ?? undefined;
  if (!isSslMode(sslmode)) return { problem: `${EXPECTED} with an sslmode of ${SSL_MODES.join(', ')}` };
  if (sslrootcert !== undefined && sslmode !== 'verify-full')
    return { problem: `${EXPECTED}: sslrootcert needs sslmode=verify-full` };
  return {
    server: {
      host: host.replace(/^\[|\]$/g, ''),
      port: port === '' ? DEFAULT_PORT : Number(port),
      database,
      user,
      ...(secret !== '' && { password: secret }),
      sslmode,
      ...(sslrootcert !== undefined && { sslrootcert }),
    },
  };
}

const EXPECTED = 'expected postgres://user@host/database';
const SSL_MODES = ['disable', 'require', 'verify-full'] as const;
const OPTIONS = new Set(['sslmode', 'sslrootcert']);
const DEFAULT_PORT = 5432;

function isSslMode(text: string): text is SslMode {
  return (SSL_MODES as readonly string[]).includes(text);
}

/** Including the folder of a socket. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || host === '[::1]' || host.startsWith('/');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
