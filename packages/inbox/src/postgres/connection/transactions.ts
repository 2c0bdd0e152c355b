import { hash } from 'node:crypto';
import { Pool, type PoolClient, type QueryResult } from 'pg';
import { INBOX_SCHEMA } from '../../effects/write.ts';
import { InboxUnavailableError } from '../../errors.ts';
import type { Row } from '../../rows/columns.ts';
import { commit } from './commit.ts';
import {
  explainError,
  isConnectionLost,
  isDeadlock,
  isEndedWhileIdle,
  isOfPreparing,
  isReadOnly,
} from './explain-error.ts';
import { clientsOf, findPrimary } from './primary.ts';
import { type PostgresConnection, VALUES_FOR_HANDLERS } from './settings.ts';

/** Runs a statement of a transaction. */
export type Query = (text: string, values?: readonly unknown[]) => Promise<Row[]>;

/**
 * Runs one statement of a handler. It is never prepared for later: its text may have been written at run time, and a
 * migration may change what it returns.
 */
export type RunOnce = (text: string, values: readonly unknown[]) => Promise<QueryResult>;

/** A pool of connections, as transactions. */
export interface Transactions {
  /**
   * Runs a transaction that writes. When it resolves, the transaction is on disk, and on the synchronous standby if there is
   * one. After a deadlock, or if the server has ended its session meanwhile, it is run again.
   *
   * @param locks advisory locks that it holds until its end. They are taken in one order, so that no two transactions wait
   * for each other.
   * @param options `retriesDeadlock: false`: then it is not run again.
   * @throws InboxUnavailableError if the database does not do it now; InvalidCallError or StatementError if `work` throws one.
   */
  write<T>(
    locks: readonly bigint[],
    work: (query: Query, runOnce: RunOnce) => Promise<T>,
    options?: { readonly retriesDeadlock: boolean },
  ): Promise<T>;
  /**
   * Begins a transaction that the caller ends.
   *
   * @param idleMs after which the server ends it if nothing is done in it.
   * @throws InboxUnavailableError if the database does not do it now.
   */
  begin(idleMs: number): Promise<OpenTransaction>;
  /** Runs a transaction that reads. @throws InboxUnavailableError as {@link write}. */
  read<T>(work: (query: Query, runOnce: RunOnce) => Promise<T>): Promise<T>;
  /** The maximum number of connections. */
  readonly size: number;
  close(): Promise<void>;
}

/** A transaction that is open. Its statements reject with the errors of the driver. */
export interface OpenTransaction {
  readonly query: Query;
  readonly runOnce: RunOnce;
  commit(): Promise<void>;
  /** Never rejects. A statement that runs is not waited for. */
  rollback(): Promise<void>;
}

/** The schema with all tables of the inbox. */
export const SCHEMA = INBOX_SCHEMA;

/** Settings of {@link openTransactions}. */
export interface TransactionsOptions {
  /** The maximum number of connections. */
  readonly size: number;
  /**
   * Whether the server keeps the statements and their plans. For statements whose texts are constants: planning one takes longer
   * than running it.
   */
  readonly prepares: boolean;
}

/** Opens a pool. It connects when it is used. @throws Error if a file of the connection cannot be read. */
export async function openTransactions(
  connection: PostgresConnection,
  { size, prepares }: TransactionsOptions,
): Promise<Transactions> {
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
  const begin = beginText(connection.statementTimeoutMs);
  const names = new Map<string, string>();
  const asked = new WeakSet<PoolClient>();
  let isPreparing = prepares;
  let isClosed = false;

  function statement(text: string, values: readonly unknown[]) {
    if (!isPreparing || values.length === 0) return { text, values: [...values] };
    const name = names.get(text) ?? nameOf(text);
    names.set(text, name);
    return { name, text, values: [...values] };
  }

  /** Begins on a connection that is alive: the server may have ended one since it was used last. */
  async function begun(text: string): Promise<PoolClient> {
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
  }

  function queryOf(client: PoolClient): Query {
    return async (text, values = []) => (await client.query(statement(text, values))).rows;
  }

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

  async function run<T>(text: string, work: (query: Query, runOnce: RunOnce) => Promise<T>): Promise<T> {
    const client = await begun(text);
    try {
      const result = await work(queryOf(client), runOnceOn(client));
      await commit(client);
      client.release();
      return result;
    } catch (error) {
      // The connection goes as well if it cannot roll back, or if the server is a standby by now. One that does not respond is
      // not asked to: that would take a second timeout.
      const isUsable =
        !isConnectionLost(error) &&
        (await client.query('ROLLBACK').then(
          () => !isReadOnly(error),
          () => false,
        ));
      client.release(!isUsable);
      throw isConnectionLost(error) ? (ends.get(client) ?? error) : error;
    }
  }

  /**
   * Runs a transaction, and again if it was rolled back for a reason that may not recur: a deadlock, or the end of its session
   * because this process or the network was slow between two statements. Without prepared statements after a fault of them.
   */
  async function retried<T>(
    text: string,
    work: (query: Query, runOnce: RunOnce) => Promise<T>,
    triesAfterDeadlock: number,
  ): Promise<T> {
    for (let triesLeft = triesAfterDeadlock; ; triesLeft -= 1) {
      // Another transaction may have found it out meanwhile.
      const wasPreparing = isPreparing;
      try {
        return await run(text, work);
      } catch (error) {
        if (wasPreparing && isOfPreparing(error)) isPreparing = false;
        else if (triesLeft <= 0 || !(isDeadlock(error) || isEndedWhileIdle(error))) throw explainError(error);
      }
    }
  }

  return {
    write(locks, work, { retriesDeadlock } = { retriesDeadlock: true }) {
      const text = `${begin}; ${BY_INDEX}; ${SYNCHRONOUS}; ${lockText(locks)}`;
      return retried(text, work, retriesDeadlock ? TRIES_AFTER_DEADLOCK : 0);
    },
    async begin(idleMs) {
      try {
        const text = `${begin}; ${SYNCHRONOUS}; SET LOCAL idle_in_transaction_session_timeout TO ${idleMs}`;
        return openTransaction(await begun(text), queryOf);
      } catch (error) {
        throw explainError(error);
      }
    },
    // A migration takes the locks of all tables.
    read: (work) => retried(`${begin}; SET TRANSACTION READ ONLY`, work, TRIES_AFTER_DEADLOCK),
    size,
    async close() {
      if (isClosed) return;
      isClosed = true;
      await pool.end();
    },
  };
}

function openTransaction(client: PoolClient, queryOf: (client: PoolClient) => Query): OpenTransaction {
  let running = 0;
  const counted =
    <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      running += 1;
      try {
        return await call(...args);
      } finally {
        running -= 1;
      }
    };
  return {
    query: counted(queryOf(client)),
    runOnce: counted(runOnceOn(client)),
    async commit() {
      await commit(client);
      client.release();
    },
    async rollback() {
      const isUsable =
        running === 0 &&
        (await client.query('ROLLBACK').then(
          () => true,
          () => false,
        ));
      client.release(!isUsable);
    },
  };
}

/** The simple protocol, which is the default without values, takes several statements. */
function runOnceOn(client: PoolClient): RunOnce {
  return (text, values) =>
    client.query({ text, values: [...values], types: VALUES_FOR_HANDLERS, ...EXTENDED });
}

// As a variable, because the types of `pg` do not know it.
const EXTENDED = { queryMode: 'extended' } as const;

/** A pooler may lead to a session in which another process has prepared statements: the same name is the same text. */
function nameOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

const IDLE_MS = 30_000;

// After a failover, a connection may lead to a server that only reads.
const MAX_LIFETIME_S = 300;
const TRIES_AFTER_DEADLOCK = 5;

/**
 * The settings are those of the transaction and not of the session: a pooler in transaction mode gives each transaction
 * another session. A process that is stopped in the middle of a transaction loses it, and its locks with it.
 */
function beginText(statementTimeoutMs: number): string {
  return `BEGIN; SET LOCAL search_path TO ${SCHEMA}, pg_catalog; SET LOCAL statement_timeout TO ${statementTimeoutMs}; SET LOCAL idle_in_transaction_session_timeout TO ${statementTimeoutMs}`;
}

// Every statement that writes finds its rows by an index. A plan that is kept from when the tables were empty would read them
// from end to end as they grow, until they are analysed.
export const BY_INDEX =
  'SET LOCAL enable_seqscan TO off; SET LOCAL enable_hashjoin TO off; SET LOCAL enable_mergejoin TO off';

// What is acknowledged survives: a commit waits for the disk, and for the synchronous standby if there is one, even if the
// server is set to wait for less. `remote_apply`, which waits for more, stays.
const SYNCHRONOUS = `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') <> 'remote_apply'`;

/** Whole numbers, so they need no parameters, which this protocol does not have. */
export function lockText(locks: readonly bigint[]): string {
  const sorted = [...new Set(locks)].sort((a, b) => (a < b ? -1 : 1));
  if (sorted.length === 0) return 'SELECT 1';
  return `SELECT pg_advisory_xact_lock(key) FROM unnest('{${sorted.join(',')}}'::bigint[]) AS key`;
}
