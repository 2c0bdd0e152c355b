import type { HandlerTransaction, TransactionClient } from '../effects/effects.ts';
import { checkStatement, WRITING } from '../effects/write.ts';
import { errorMessage, isInstance } from '../error-text.ts';
import { InvalidCallError, StatementError } from '../errors.ts';
import type { CompletedRow } from '../store.ts';
import { BY_INDEX, lockText, SCHEMA } from './connection/begin.ts';
import type { OpenTransaction } from './connection/open-transaction.ts';
import type { Transactions } from './connection/transactions.ts';
import { AS_HANDLER } from './handler-schema.ts';
import { type Ending, endingLocks } from './write/complete.ts';
import { bound, endAndWrite } from './write/handler-writes.ts';

/**
 * Opens transactions for handlers that read and write. Each has a connection for itself until its attempt has ended, so they
 * may take half of the connections together; the others wait.
 *
 * @param idleMs after which the server ends one that its process does not use: it holds locks.
 */
export function createHandlerTransactions(
  transactions: Transactions,
  idleMs: number,
): () => Promise<HandlerTransaction> {
  const limit = Math.max(1, Math.floor(transactions.size / 2));
  const waiting: (() => void)[] = [];
  let open = 0;

  return async () => {
    if (open >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else open += 1;
    const leave = () => {
      const next = waiting.shift();
      if (next) next();
      else open -= 1;
    };
    try {
      const begun = await transactions.begin(idleMs);
      return createHandlerTransaction(begun, leave);
    } catch (error) {
      leave();
      throw error;
    }
  };
}

const opened = new WeakMap<HandlerTransaction, OpenTransaction>();

function createHandlerTransaction(begun: OpenTransaction, onEnd: () => void): HandlerTransaction {
  let last: Promise<unknown> = begun.query(AS_HANDLER);
  let running = 0;
  let hasEnded = false;

  /** A call that throws has written nothing, and the handler may go on. */
  async function runAlone<T>(work: (client: TransactionClient) => Promise<T>): Promise<T> {
    let isOver = false;
    const client: TransactionClient = {
      async query(sql, ...values) {
        if (isOver || hasEnded)
          throw new StatementError('the call of context.transaction has ended: await each query');
        const statement = checkStatement(sql, values, 'PostgreSQL', QUERYING);
        const { rows, rowCount } = await begun.runOnce(statement.sql, bound(statement.values));
        return { rows, rowCount: rowCount ?? 0 };
      },
    };
    await begun.query('SAVEPOINT handler');
    try {
      const result = await work(client);
      isOver = true;
      await begun.query('RELEASE handler');
      return result;
    } catch (error) {
      isOver = true;
      await begun.query('ROLLBACK TO handler; RELEASE handler');
      throw error;
    }
  }

  function end(): void {
    if (!hasEnded) onEnd();
    hasEnded = true;
  }

  const transaction: HandlerTransaction = {
    run(work) {
      running += 1;
      // One after the other, on the one connection.
      const result = last.then(() => runAlone(work)).finally(() => (running -= 1));
      last = result.catch(() => {});
      return result;
    },
    isRunning: () => running > 0,
    async rollback() {
      if (hasEnded) return;
      end();
      await begun.rollback();
    },
  };
  opened.set(transaction, {
    ...begun,
    async commit() {
      await begun.commit();
      end();
    },
  });
  // It is awaited with the first call.
  last.catch(() => {});
  return transaction;
}

const QUERYING: ReadonlySet<string> = new Set([...WRITING.PostgreSQL, 'VALUES', 'LOCK']);

/**
 * Ends an attempt in the transaction of its handler, which cannot be repeated.
 *
 * @throws InvalidCallError if the process has lost its lease, and StatementError if anything else goes wrong. In both cases
 * nothing has been written, unless the connection was lost during the commit; then a failure that is recorded afterwards finds
 * the attempt ended.
 */
export async function endInTransaction(
  ending: Ending,
  transaction: HandlerTransaction,
): Promise<CompletedRow> {
  const begun = opened.get(transaction);
  if (!begun) throw new StatementError('expected a transaction of this inbox');
  try {
    // After the locks of its rows: none that holds the lock of a queue waits for a row of handlers that is locked here, because
    // one of a queue at most is being handled.
    await begun.query(`${AS_INBOX}; ${lockText(endingLocks([ending]))}`);
    const [result] = await endAndWrite(begun.query, begun.runOnce, [ending]);
    if (!result || result instanceof Error) throw result;
    await begun.commit();
    return result;
  } catch (error) {
    await transaction.rollback();
    if (isInstance(error, InvalidCallError) || isInstance(error, StatementError)) throw error;
    throw new StatementError(`the transaction of the handler failed: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

const AS_INBOX = `SET LOCAL search_path TO ${SCHEMA}, pg_catalog; ${BY_INDEX}`;
