/** A server of PostgreSQL. */
interface ServerAddress {
  /** A name, an address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
}

/** A database on a PostgreSQL server. */
export interface DatabaseServer extends ServerAddress {
  /** Servers that can become the primary in its place, in the order in which they are tried. */
  readonly standbys?: readonly ServerAddress[];
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly sslmode: SslMode;
  /** PEM file with the certificates of the known authorities. */
  readonly sslrootcert?: string;
}

/**
 * - `disable`: no TLS.
 * - `require`: TLS, and the certificate of the server is not checked.
 * - `verify-full`: TLS, and the certificate has to be issued for the host by a known authority.
 */
type SslMode = (typeof SSL_MODES)[number];

/** Whether a `DATABASE_URL` is one of PostgreSQL. */
export function isServerUrl(url: string): boolean {
  return /^postgres(ql)?:/i.test(url);
}

/**
 * Reads the URL of a database: `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=/ca.pem`, as
 * libpq does (PostgreSQL 18, section 32.1.1.2). Several hosts are a primary and its standbys, in any order:
 * `postgres://user@host1,host2:5433/database`. A host that is not this machine is spoken to with TLS and a certificate that
 * is checked, unless `sslmode` says otherwise.
 *
 * @returns the server, or what was expected. The problem has neither user nor password.
 */
export function parseServerUrl(
  url: string,
): { readonly server: DatabaseServer } | { readonly problem: string } {
  const [, scheme = '', login = '', hosts = '', rest = ''] = PARTS.exec(url) ?? [];
  const urls = hosts.split(',').map((host) => scheme + login + host + rest);
  const [first] = urls;
  if (first === undefined || !urls.every((each) => URL.canParse(each)))
    return { problem: `${EXPECTED}, in which special characters are percent-encoded` };
  const { username, password, pathname, searchParams, hash } = new URL(first);
  const [user, secret, database] = [username, password, pathname.slice(1)].map(decoded);
  const [address, ...standbys] = urls.flatMap((each) => addressOf(new URL(each)) ?? []);
  const isDecoded = standbys.length === urls.length - 1;
  if (!address || !isDecoded || user === undefined || secret === undefined || database === undefined)
    return { problem: `${EXPECTED}, with a percent sign as %25` };
  if (hash !== '') return { problem: `${EXPECTED}, with # as %23` };
  if (user === '') return { problem: `${EXPECTED}: the user is missing` };
  if (database === '' || database.includes('/')) return { problem: `${EXPECTED}: the database is missing` };
  const unknown = [...searchParams.keys()].find((name) => !OPTIONS.has(name));
  if (unknown !== undefined)
    return { problem: `${EXPECTED} without options other than ${[...OPTIONS].join(', ')}: found ${unknown}` };
  const isLocal = [address, ...standbys].every(({ host }) => isThisMachine(host));
  const sslmode = searchParams.get('sslmode') ?? (isLocal ? 'disable' : 'verify-full');
  const sslrootcert = searchParams.get('sslrootcert') ?? undefined;
  if (!isSslMode(sslmode))
    return { problem: `${EXPECTED} with an sslmode of ${SSL_MODES.join(', ')}: found ${sslmode}` };
  if (sslrootcert !== undefined && sslmode !== 'verify-full')
    return { problem: `${EXPECTED}: sslrootcert needs sslmode=verify-full` };
  if (!TARGETS.has(searchParams.get('target_session_attrs') ?? 'read-write'))
    return { problem: `${EXPECTED} with target_session_attrs=read-write, as the inbox writes` };
  return {
    server: {
      ...address,
      ...(standbys.length > 0 && { standbys }),
      database,
      user,
      ...(secret !== '' && { password: secret }),
      sslmode,
      ...(sslrootcert !== undefined && { sslrootcert }),
    },
  };
}

/** The URL of a server without its password, to be shown. */
export function withoutPassword(url: string): string {
  const [, scheme = '', login = '', hosts = '', rest = ''] = PARTS.exec(url) ?? [];
  return scheme + login.replace(/:.*@/s, '@') + hosts + rest;
}

/** The scheme, the login with its `@`, the hosts, and the rest. An `@` of a password may be as it is. */
const PARTS = /^(postgres(?:ql)?:\/\/)([^/?#]*@)?([^/?#]*)(.*)$/is;

const EXPECTED = 'expected postgres://user@host/database';
const SSL_MODES = ['disable', 'require', 'verify-full'] as const;
const OPTIONS = new Set(['sslmode', 'sslrootcert', 'target_session_attrs']);
const TARGETS = new Set(['read-write', 'primary']);
const DEFAULT_PORT = 5432;

function addressOf({ hostname, port }: URL): ServerAddress | undefined {
  const host = decoded(hostname);
  if (host === undefined) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: port === '' ? DEFAULT_PORT : Number(port) };
}

function isSslMode(text: string): text is SslMode {
  return (SSL_MODES as readonly string[]).includes(text);
}

/** Including the folder of a socket. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || host === '::1' || host.startsWith('/');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
