import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { type ClientConfig, type CustomTypesConfig, types } from 'pg';
import type { DatabaseServer } from '../../database-url/server-url.ts';

/** How to reach the PostgreSQL server. */
export interface PostgresConnection extends DatabaseServer {
  /** File with the password, read for each connection, so that it can be changed without a restart. */
  readonly passwordFile?: string | undefined;
  /** Milliseconds after which a statement is cancelled, and a connection that does not come about is given up. */
  readonly statementTimeoutMs: number;
}

/** What `pg` connects to the first server with. @throws Error if the file of the authorities cannot be read. */
export async function clientConfig(connection: PostgresConnection): Promise<ClientConfig> {
  const { host, port, database, user, password, passwordFile, statementTimeoutMs } = connection;
  const ssl = await tlsOptions(connection);
  return {
    host,
    port,
    database,
    user,
    password: passwordFile === undefined ? password : () => firstLine(passwordFile),
    ssl: ssl ?? false,
    connectionTimeoutMillis: Math.min(statementTimeoutMs, MAX_CONNECT_MS),
    // The server cancels a statement first. This one is for a server that does not respond at all.
    query_timeout: statementTimeoutMs + NETWORK_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'partner-webhooks',
    types: { getTypeParser },
  };
}

// A sender waits for its response meanwhile.
const MAX_CONNECT_MS = 5_000;
const NETWORK_MS = 2_000;
const KEEP_ALIVE_MS = 10_000;

async function tlsOptions({
  host,
  sslmode,
  sslrootcert,
}: PostgresConnection): Promise<ConnectionOptions | undefined> {
  if (sslmode === 'disable') return undefined;
  if (sslmode === 'require') return { rejectUnauthorized: false };
  const ca = sslrootcert === undefined ? undefined : await readFile(sslrootcert);
  return { rejectUnauthorized: true, host, ...(ca && { ca }) };
}

async function firstLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  return text.split(/\r?\n/)[0] ?? '';
}

/** Integers of 64 bits are numbers: seqs, times in milliseconds and counts have less than 53. Bytes are bytes. All else is text. */
function getTypeParser(oid: number): (value: string) => unknown {
  return PARSERS[oid] ?? String;
}

/** For the statements of handlers: as `pg` does it, except that a `bigint` is a number or, if it is larger than those, a BigInt. */
export const VALUES_FOR_HANDLERS: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === BIGINT ? integerOf : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

function integerOf(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

const BIGINT = 20;

const PARSERS: Readonly<Record<number, (value: string) => unknown>> = {
  16: (value) => value === 't',
  17: (value) => Buffer.from(value.slice(2), 'hex'),
  20: Number,
  21: Number,
  23: Number,
};
