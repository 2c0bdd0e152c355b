import type { Effects, HandlerRow, HandlerTransaction, TransactionClient } from '../effects/effects.ts';
import type { Write, WriteValue } from '../effects/write.ts';
import { StatementError } from '../errors.ts';
import type { Inbox } from '../inbox.ts';

/** What a handler does to the tables of the handlers while it runs. */
export interface AttemptEffects {
  /** Adds a statement. @throws StatementError if it could never be carried out, or the attempt has ended. */
  write(sql: string, ...values: readonly WriteValue[]): void;
  /** Reads what is committed. @throws StatementError as `write`. */
  read(sql: string, ...values: readonly WriteValue[]): Promise<readonly HandlerRow[]>;
  /** Reads and writes in the transaction that the outcome will be recorded in. @throws StatementError as `write`. */
  transaction<T>(work: (client: TransactionClient) => Promise<T>): Promise<T>;
  /** From here on, the handler can do nothing more. */
  end(): void;
  /**
   * The effects of a handler that has returned.
   *
   * @returns `undefined` if there are none.
   * @throws StatementError if the handler has not awaited its transaction.
   */
  take(): Effects | undefined;
  /** Undoes what the transaction has written. */
  discard(): void;
}

/** None at first. */
export function collectEffects(
  inbox: Pick<Inbox, 'prepareWrite' | 'read' | 'openTransaction'>,
): AttemptEffects {
  const writes: Write[] = [];
  let opening: Promise<HandlerTransaction> | undefined;
  let opened: HandlerTransaction | undefined;
  let hasEnded = false;
  let onEnd = (_error: StatementError): void => {};

  function expectRunning(): void {
    if (hasEnded) throw new StatementError(ENDED);
  }

  function end(): void {
    hasEnded = true;
    if (opening) onEnd(new StatementError(ENDED));
  }

  /** Rejects when the attempt ends. */
  function ended(): Promise<never> {
    return new Promise((_resolve, reject) => {
      const earlier = onEnd;
      onEnd = (error) => {
        earlier(error);
        reject(error);
      };
    });
  }

  async function open(): Promise<HandlerTransaction> {
    const transaction = await inbox.openTransaction();
    // The attempt may have timed out meanwhile.
    if (hasEnded) await transaction.rollback();
    else opened = transaction;
    return transaction;
  }

  return {
    write(sql, ...values) {
      expectRunning();
      if (writes.length === MAX_WRITES)
        throw new StatementError(
          `expected at most ${MAX_WRITES} statements of one attempt: write more rows with each`,
        );
      writes.push(inbox.prepareWrite(sql, values));
    },
    async read(sql, ...values) {
      expectRunning();
      return inbox.read(sql, values);
    },
    async transaction(work) {
      expectRunning();
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      // The attempt can time out while all connections are taken.
      const transaction = await Promise.race([opening, ended()]);
      expectRunning();
      return transaction.run(work);
    },
    end,
    take() {
      if (opening && (!opened || opened.isRunning()))
        throw new StatementError('the handler has not awaited context.transaction');
      if (writes.length === 0 && !opened) return undefined;
      return { writes, ...(opened && { transaction: opened }) };
    },
    discard() {
      end();
      void opened?.rollback();
    },
  };
}

const ENDED = 'the attempt has ended: a handler reads and writes before it returns';

// While they are carried out, no notification is received on SQLite.
const MAX_WRITES = 1_000;
