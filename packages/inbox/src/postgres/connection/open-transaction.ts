import type { PoolClient, QueryResult } from 'pg';
import type { Row } from '../../rows/columns.ts';
import { commit } from './commit.ts';
import { VALUES_FOR_HANDLERS } from './settings.ts';

/** Runs a statement of a transaction. */
export type Query = (text: string, values?: readonly unknown[]) => Promise<Row[]>;

/**
 * Runs one statement of a handler. It is never prepared for later: its text may have been written at run time, and a
 * migration may change what it returns.
 */
export type RunOnce = (text: string, values: readonly unknown[]) => Promise<QueryResult>;

/** A transaction that is open. Its statements reject with the errors of the driver. */
export interface OpenTransaction {
  readonly query: Query;
  readonly runOnce: RunOnce;
  commit(): Promise<void>;
  /** Never rejects. A statement that runs is not waited for. */
  rollback(): Promise<void>;
}

/** A transaction that has begun on a connection, which goes back to its pool at the end. */
export function openTransaction(client: PoolClient, query: Query): OpenTransaction {
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
    query: counted(query),
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

/** What runs statements of handlers on a connection. The simple protocol, the default without values, takes several at once. */
export function runOnceOn(client: PoolClient): RunOnce {
  return (text, values) =>
    client.query({ text, values: [...values], types: VALUES_FOR_HANDLERS, ...EXTENDED });
}

// As a variable, because the types of `pg` do not know it.
const EXTENDED = { queryMode: 'extended' } as const;
