import type { Write, WriteValue } from './write.ts';

/** What a handler has done to the tables of the handlers: it is committed together with the outcome `handled`, or not at all. */
export interface Effects {
  /** Statements, in the order in which they are carried out: after those of the transaction. */
  readonly writes: readonly Write[];
  /** The transaction that the outcome is recorded in. */
  readonly transaction?: HandlerTransaction;
}

/** A transaction of a handler, from its first call until its attempt has ended. */
export interface HandlerTransaction {
  /** Calls a function with the transaction. If it throws, what it has written is undone, and the transaction goes on. */
  run<T>(work: (client: TransactionClient) => Promise<T>): Promise<T>;
  /** Whether a call has not ended. */
  isRunning(): boolean;
  /** Undoes everything. Never rejects. */
  rollback(): Promise<void>;
}

/** A row by the names of its columns. Integers are numbers or, if they are larger than those, BigInts. */
export type HandlerRow = Readonly<Record<string, unknown>>;

/** What a handler reads and writes with in a transaction. */
export interface TransactionClient {
  /**
   * Runs one statement, with parameters `$1`, `$2` and so on.
   *
   * @returns its rows, and how many rows it has read or written.
   * @throws StatementError if it could never be carried out, and the error of the database if it fails.
   */
  query(
    sql: string,
    ...values: readonly WriteValue[]
  ): Promise<{ readonly rows: readonly HandlerRow[]; readonly rowCount: number }>;
}
