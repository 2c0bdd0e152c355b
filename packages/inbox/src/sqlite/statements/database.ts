import type { SQLInputValue } from 'node:sqlite';
import { startDatabaseThread } from '../thread/start.ts';
import type { Row, StatementResult } from './statement-runner.ts';

/**
 * A SQLite file for the statements of a handler, in a thread of its own. Statements that arrive together share one
 * transaction and one fsync, and the event loop waits for neither. They run in order of arrival, and each sees what those
 * before it have written. A statement must not begin or end a transaction.
 */
export interface Database {
  /**
   * Runs one statement. When the promise resolves, what it changed has been synced.
   *
   * @param sql a constant: each text is prepared once and stays in memory.
   * @returns how many rows it changed.
   * @throws DatabaseError if it fails; then it has changed nothing.
   */
  run(sql: string, ...values: readonly SQLInputValue[]): Promise<number>;

  /**
   * Runs one statement. With `RETURNING` it may write too.
   *
   * @returns its first row; `undefined` if it has none.
   *
   * @param sql a constant: each text is prepared once and stays in memory.
   * @throws DatabaseError if it fails; then it has changed nothing.
   */
  get(sql: string, ...values: readonly SQLInputValue[]): Promise<Row | undefined>;

  /**
   * Runs a script of several statements without values: all of them or, if one fails, none.
   *
   * @throws DatabaseError if one fails.
   */
  exec(script: string): Promise<void>;

  /** Waits for all earlier statements, and closes the file. Later statements fail. */
  close(): Promise<void>;
}

/** A statement has failed. The message has the file and the reason. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

/**
 * Opens a SQLite file, or creates it. Only the user of the process may read it (mode 0600).
 *
 * @param onFailure called once if the thread ends without having been closed. Every statement fails from then on, until the
 * file is opened again.
 * @throws Error if the file cannot be opened.
 * @example
 * ```ts
 * const database = await openDatabase('data/balances.db');
 * await database.exec('CREATE TABLE IF NOT EXISTS balance (account TEXT PRIMARY KEY, cents INTEGER) STRICT');
 * await database.run('INSERT OR REPLACE INTO balance VALUES (?, ?)', 'a', 100);
 * const row = await database.get('SELECT cents FROM balance WHERE account = ?', 'a'); // { cents: 100 }
 * ```
 */
export async function openDatabase(file: string, onFailure?: (error: Error) => void): Promise<Database> {
  const thread = await startDatabaseThread(file, { onFailure });
  const resultOf = async (calling: Promise<StatementResult>) => {
    const result = await calling.catch((cause: Error) => ({ error: cause.message }));
    if ('error' in result) throw new DatabaseError(`${file}: ${result.error}`);
    return result;
  };
  /** A value that cannot be copied to a thread would end the process. */
  const check = (given: readonly unknown[]): void => {
    const index = given.findIndex((each) => !isBindable(each));
    if (index < 0) return;
    const what = index === 0 ? 'the statement' : `value ${index} of the statement`;
    throw new DatabaseError(`${file}: ${what} is of type ${typeof given[index]}; ${EXPECTED}`);
  };
  return {
    async run(sql, ...values) {
      check([sql, ...values]);
      return (await resultOf(thread.call('run', sql, values))).changes;
    },
    async get(sql, ...values) {
      check([sql, ...values]);
      return (await resultOf(thread.call('get', sql, values))).row;
    },
    async exec(script) {
      check([script]);
      await resultOf(thread.call('exec', script));
    },
    close: () => thread.close(),
  };
}

function isBindable(value: unknown): boolean {
  return value === null || BINDABLE.has(typeof value) || value instanceof Uint8Array;
}

const BINDABLE = new Set(['string', 'number', 'bigint']);

const EXPECTED = 'expected a text, a number, a bigint, a Uint8Array or null';
