import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Bytes that the log keeps when all of it has been copied. What a reader has made longer is cut off. */
export const LOG_BYTES = 64 * 1024 * 1024;

/** Bytes of the log of a database. */
export function logBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Ends a checkpoint on the connection that writes: copies the little that the checkpointer has left, so that the log begins
 * at its start again, and cuts off what is more than {@link LOG_BYTES}.
 *
 * @returns what does so, between two transactions. It waits for no reader.
 */
export function checkpointFinisher(database: DatabaseSync, file: string): () => void {
  const [passive, truncate] = ['PASSIVE', 'TRUNCATE'].map((mode) =>
    database.prepare(`PRAGMA wal_checkpoint(${mode})`),
  );
  const timeout = database.prepare('PRAGMA busy_timeout');
  return () => {
    const isLong = logBytes(file) > LOG_BYTES;
    const patience = Number(timeout.get()?.['timeout']);
    try {
      // A reader would be waited for, and receipts with it.
      if (isLong) database.exec('PRAGMA busy_timeout = 0');
      (isLong ? truncate : passive)?.get();
    } catch {
      // What cannot be copied stays in the log, and has been committed: none of the callers must be told otherwise. Where the
      // disk is full, the next commit says so. SQLite's own checkpoints are as silent.
    } finally {
      if (isLong) database.exec(`PRAGMA busy_timeout = ${patience}`);
    }
  };
}
