import { Pool, type PoolClient } from 'pg';
import { InboxUnavailableError } from '../../errors.ts';
import { isConnectionLost } from './explain-error.ts';
import { clientsOf, findPrimary } from './primary.ts';
import type { PostgresConnection } from './settings.ts';

/** Connections to the primary that are used again and again. */
export interface Connections {
  /** Begins on a connection that is alive: the server may have ended one since it was used last. The caller releases it. */
  begun(text: string): Promise<PoolClient>;
  /** Why a connection has ended; `undefined` if it has not, or did not say why. */
  endOf(client: PoolClient): unknown;
  close(): Promise<void>;
}

/** Opens a pool. It connects when it is used. @throws Error if a file of the connection cannot be read. */
export async function openConnections(connection: PostgresConnection, size: number): Promise<Connections> {
  const primary = await findPrimary(connection);
  const pool = new Pool({
    ...primary.config(),
    Client: clientsOf(primary),
    max: size,
    idleTimeoutMillis: IDLE_MS,
    maxLifetimeSeconds: MAX_LIFETIME_S,
  });
  // A connection that ends while it is idle leaves the pool. The next transaction opens another one.
  pool.on('error', () => {});
  // One that ends while it is used rejects the statement that runs; or the next one, which does not say why.
  const ends = new WeakMap<PoolClient, unknown>();
  pool.on('connect', (client) => client.on('error', (error) => ends.set(client, error)));
  const asked = new WeakSet<PoolClient>();
  let isClosed = false;

  /** A connection to the primary. */
  async function connected(): Promise<PoolClient> {
    for (let serversLeft = primary.servers; ; serversLeft -= 1) {
      if (isClosed) throw new InboxUnavailableError('the inbox is closed');
      const server = primary.current();
      let client: PoolClient | undefined;
      try {
        client = await pool.connect();
        if (!asked.has(client)) await primary.expectPrimary(client);
        asked.add(client);
        return client;
      } catch (error) {
        client?.release(true);
        primary.moveOn(server);
        if (serversLeft <= 1) throw error;
      }
    }
  }

  return {
    async begun(text) {
      const startedMs = performance.now();
      for (let triesLeft = size; ; triesLeft -= 1) {
        const client = await connected();
        try {
          await client.query(text);
          return client;
        } catch (error) {
          client.release(true);
          // Nothing has been written. Other connections of the pool may have ended as well. After a timeout none is tried: the
          // sender waits.
          const isLate = performance.now() - startedMs > connection.statementTimeoutMs;
          if (triesLeft <= 1 || isLate || !isConnectionLost(error)) throw error;
        }
      }
    },
    endOf: (client) => ends.get(client),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await pool.end();
    },
  };
}

const IDLE_MS = 30_000;

// After a failover, a connection may lead to a server that only reads.
const MAX_LIFETIME_S = 300;
