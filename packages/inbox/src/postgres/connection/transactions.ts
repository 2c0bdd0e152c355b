import type { PoolClient } from 'pg';
import { BY_INDEX, beginText, lockText, SYNCHRONOUS } from './begin.ts';
import { commit } from './commit.ts';
import { openConnections } from './connections.ts';
import {
  explainError,
  isConnectionLost,
  isDeadlock,
  isEndedWhileIdle,
  isOfPreparing,
  isReadOnly,
} from './explain-error.ts';
import {
  type OpenTransaction,
  openTransaction,
  type Query,
  type RunOnce,
  runOnceOn,
} from './open-transaction.ts';
import { createPreparedStatements } from './prepared.ts';
import type { PostgresConnection } from './settings.ts';

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
  /**
   * Runs a transaction that reads.
   *
   * @param options `byIndex`: whether all of its statements find their rows by index, as those that write do.
   * @throws InboxUnavailableError as {@link write}.
   */
  read<T>(
    work: (query: Query, runOnce: RunOnce) => Promise<T>,
    options?: { readonly byIndex: boolean },
  ): Promise<T>;
  /** The maximum number of connections. */
  readonly size: number;
  close(): Promise<void>;
}

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
  const connections = await openConnections(connection, size);
  const begin = beginText(connection.statementTimeoutMs);
  const prepared = createPreparedStatements(prepares);

  function queryOf(client: PoolClient): Query {
    return async (text, values = []) => (await client.query(prepared.statement(text, values))).rows;
  }

  async function run<T>(text: string, work: (query: Query, runOnce: RunOnce) => Promise<T>): Promise<T> {
    const client = await connections.begun(text);
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
      throw isConnectionLost(error) ? (connections.endOf(client) ?? error) : error;
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
      const wasPreparing = prepared.isPreparing;
      try {
        return await run(text, work);
      } catch (error) {
        if (wasPreparing && isOfPreparing(error)) prepared.stop();
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
        const client = await connections.begun(text);
        return openTransaction(client, queryOf(client));
      } catch (error) {
        throw explainError(error);
      }
    },
    // A migration takes the locks of all tables.
    read(work, { byIndex } = { byIndex: false }) {
      const text = `${begin}; SET TRANSACTION READ ONLY${byIndex ? `; ${BY_INDEX}` : ''}`;
      return retried(text, work, TRIES_AFTER_DEADLOCK);
    },
    size,
    close: connections.close,
  };
}

const TRIES_AFTER_DEADLOCK = 5;
