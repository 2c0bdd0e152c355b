import type { Client } from 'pg';
import { clientsOf, findPrimary } from './primary.ts';
import type { PostgresConnection } from './settings.ts';

/** Asks a connection which process of the server it leads to now. */
export type AskProcess = () => Promise<number>;

/**
 * Whether connections lead through a pooler that gives each transaction another session, such as PgBouncer with `pool_mode =
 * transaction`. It asks on two connections.
 *
 * @throws Error of the driver if the server cannot be reached.
 */
export async function isPooledByTransaction(connection: PostgresConnection): Promise<boolean> {
  const Connection = clientsOf(await findPrimary(connection));
  const clients = [new Connection(), new Connection()] as const;
  try {
    for (const client of clients) {
      client.on('error', () => {});
      await client.connect();
    }
    return await haveOtherSessions(processOf(clients[0]), processOf(clients[1]));
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}

/**
 * Whether two open connections have no sessions of their own: each of them leads to one process of the server for as long as it
 * is open, and no other connection leads there. A pooler gives a transaction the session that was used last, as a rule that of
 * the other connection.
 */
export async function haveOtherSessions(first: AskProcess, second: AskProcess): Promise<boolean> {
  const [own, other] = [await first(), await second()];
  if (own === other) return true;
  return (await first()) !== own || (await second()) !== other;
}

function processOf(client: Client): AskProcess {
  return async () => Number((await client.query('SELECT pg_backend_pid() AS process')).rows[0]?.process);
}
