import { Client, type ClientConfig } from 'pg';
import { InboxUnavailableError } from '../../errors.ts';
import { clientConfig, type PostgresConnection } from './settings.ts';

/** The primary among several servers, as far as it is known. */
export interface Primary {
  /** How many servers there are. */
  readonly servers: number;
  /** The number of the server that is taken for the primary. */
  readonly current: () => number;
  /** What `pg` connects to it with. */
  readonly config: () => ClientConfig;
  /** Takes the next one for it, if `failed` still is. */
  readonly moveOn: (failed: number) => void;
  /** @throws InboxUnavailableError if a connection leads to a standby. A single server is not asked. */
  readonly expectPrimary: (client: Asking) => Promise<void>;
}

interface Asking {
  query(text: string): Promise<{ readonly rows: readonly unknown[] }>;
}

/**
 * Finds the primary: the first server at first. libpq does the same for `target_session_attrs=read-write` (PostgreSQL 18,
 * section 32.1.1.3).
 *
 * @throws Error if the file of the authorities cannot be read.
 */
export async function findPrimary(connection: PostgresConnection): Promise<Primary> {
  const addresses = [{ host: connection.host, port: connection.port }, ...(connection.standbys ?? [])];
  const configs = await Promise.all(addresses.map((address) => clientConfig({ ...connection, ...address })));
  const [first] = configs;
  let current = 0;
  return {
    servers: configs.length,
    current: () => current,
    config: () => configs[current] ?? first ?? {},
    moveOn(failed) {
      if (failed === current) current = (current + 1) % configs.length;
    },
    async expectPrimary(client) {
      if (configs.length === 1) return;
      const { rows } = await client.query('SELECT pg_is_in_recovery() AS "isStandby"');
      if ((rows[0] as { readonly isStandby?: unknown } | undefined)?.isStandby === true)
        throw new InboxUnavailableError('no primary: the server is a standby');
    },
  };
}

/** A client for a pool, each of which connects to what is the primary then. */
export function clientsOf(primary: Primary): new () => Client {
  return class extends Client {
    constructor() {
      super(primary.config());
    }
  };
}
