import { Client } from 'pg';
import { findPrimary, type Primary } from './connection/primary.ts';
import type { PostgresConnection } from './connection/settings.ts';
import type { Transactions } from './connection/transactions.ts';

/** Tells processes that notifications may be due which they have not received themselves. */
export interface PendingWatch {
  /** Tells the other processes. Calls within a short time are one message. */
  announce(): void;
  /** Calls a listener whenever another process announces something, and once a second. */
  watch(listener: () => void): () => void;
  close(): Promise<void>;
}

/**
 * Opens a connection that listens. It is for speed only: without it, for instance behind a pooler in transaction mode, the
 * listeners are called once a second.
 *
 * A message is sent in a transaction of its own: commits that send messages wait for each other.
 */
export function openPendingWatch(connection: PostgresConnection, transactions: Transactions): PendingWatch {
  const listeners = new Set<() => void>();
  let isClosed = false;
  let client: Client | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  let announcing: NodeJS.Timeout | undefined;
  let reconnecting: NodeJS.Timeout | undefined;
  const polling = setInterval(callAll, POLL_MS).unref();
  let connecting: Promise<void> | undefined;
  let primary: Primary | undefined;

  function callAll(): void {
    for (const listener of listeners) listener();
  }

  async function connect(): Promise<void> {
    primary ??= await findPrimary(connection);
    const { moveOn, config, current } = primary;
    const server = current();
    const own = new Client(config());
    let isLost = false;
    const reconnect = () => {
      if (isLost) return;
      isLost = true;
      moveOn(server);
      client = undefined;
      void own.end().catch(() => {});
      if (!isClosed)
        reconnecting = setTimeout(() => (connecting = connect().catch(() => {})), RECONNECT_MS).unref();
    };
    own.on('error', reconnect);
    own.on('end', reconnect);
    own.on('notification', callAll);
    try {
      await own.connect();
      // A standby rejects it.
      await own.query(`LISTEN ${CHANNEL}`);
      client = own;
    } catch {
      reconnect();
    }
  }

  return {
    announce() {
      if (isClosed || announcing) return;
      const waitMs = Math.max(0, lastMs + ANNOUNCE_INTERVAL_MS - performance.now());
      announcing = setTimeout(() => {
        announcing = undefined;
        lastMs = performance.now();
        // A message that is lost costs a second.
        transactions.read((query) => query(`SELECT pg_notify('${CHANNEL}', '')`)).catch(() => {});
      }, waitMs).unref();
    },
    watch(listener) {
      listeners.add(listener);
      connecting ??= connect();
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      clearInterval(polling);
      clearTimeout(announcing);
      clearTimeout(reconnecting);
      listeners.clear();
      await connecting?.catch(() => {});
      await client?.end().catch(() => {});
    },
  };
}

const CHANNEL = 'partner_webhooks_pending';
const POLL_MS = 1_000;
const RECONNECT_MS = 2_000;
const ANNOUNCE_INTERVAL_MS = 50;
