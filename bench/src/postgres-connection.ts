import { parseDatabaseUrl } from '@partner-webhooks/inbox';
import type { PostgresConnection } from '@partner-webhooks/inbox/postgres';

/** The connection of an inbox to a database of the benchmarks. @throws Error if the URL cannot be used. */
export function connectionTo(url: string): PostgresConnection {
  const parsed = parseDatabaseUrl(url);
  if (!('server' in parsed)) throw new Error(`${url}: expected a PostgreSQL database`);
  return { ...parsed.server, statementTimeoutMs: 60_000 };
}
