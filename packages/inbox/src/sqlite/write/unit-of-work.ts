import type { DatabaseSync } from 'node:sqlite';
import { openBegin } from './begin.ts';

/** Has state of its own that follows the transactions. */
export interface Participant {
  /** Called in the transaction, right before its commit: writes what was deferred until then. */
  beforeCommit?(): void;
  /** Called after the commit. */
  afterCommit?(): void;
  /** Called after the rollback: what was noted in the transaction has not happened. */
  afterRollback?(): void;
}

/** Frames the transactions of the store. */
export interface UnitOfWork {
  /** @throws Error if another process has been writing for too long. */
  begin(): void;
  /** @throws Error if the transaction is not on disk; then it has to be rolled back. */
  commit(): void;
  rollback(): void;
}

/** @param participants called in this order at each end of a transaction. */
export function openUnitOfWork(database: DatabaseSync, participants: readonly Participant[]): UnitOfWork {
  const commit = database.prepare('COMMIT');
  return {
    begin: openBegin(database),
    commit() {
      for (const each of participants) each.beforeCommit?.();
      commit.run();
      for (const each of participants) each.afterCommit?.();
    },
    rollback() {
      try {
        // SQLite has rolled back by itself if the disk was full, for instance.
        if (database.isTransaction) database.exec('ROLLBACK');
      } finally {
        for (const each of participants) each.afterRollback?.();
      }
    },
  };
}
