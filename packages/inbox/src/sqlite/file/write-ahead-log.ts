import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Bytes that the log keeps when all of it has been copied. If a reader has made it longer, the rest is cut off. */
export const LOG_BYTES = 64 * 1024 * 1024;

/** Bytes of the log of a database. */
export function logBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Ends checkpoints on the connection that writes. */
export interface CheckpointFinisher {
  /** Has the next checkpoint ended after this transaction. */
  request(): void;
  /** Ends the checkpoint, if that was requested. It waits for no reader. */
  afterCommit(): void;
}

/**
 * Opens what copies the few pages that the checkpointer has left, so that the log restarts at its beginning, and cuts off
 * what is more than {@link LOG_BYTES}. A checkpoint can only end between two transactions of the connection that writes.
 */
export function openCheckpointFinisher(database: DatabaseSync, file: string): CheckpointFinisher {
  const [passive, truncate] = ['PASSIVE', 'TRUNCATE'].map((mode) =>
    database.prepare(`PRAGMA wal_checkpoint(${mode})`),
  );
  const timeout = database.prepare('PRAGMA busy_timeout');
  let isRequested = false;

  function finish(): void {
    const isLong = logBytes(file) > LOG_BYTES;
    const timeoutMs = Number(timeout.get()?.['timeout']);
    try {
      // TRUNCATE waits for readers, and incoming notifications would wait with it.
      if (isLong) database.exec('PRAGMA busy_timeout = 0');
      (isLong ? truncate : passive)?.get();
    } catch {
      // What cannot be copied stays in the log and has been committed, so no caller has failed. If the disk is full, the
      // next commit fails. SQLite's own checkpoints ignore their errors too.
    } finally {
      if (isLong) database.exec(`PRAGMA busy_timeout = ${timeoutMs}`);
    }
  }

  return {
    request() {
      isRequested = true;
    },
    afterCommit() {
      if (isRequested) finish();
      isRequested = false;
    },
  };
}
