import { DatabaseSync } from 'node:sqlite';
import { LOG_BYTES } from './write-ahead-log.ts';

/**
 * Copies what the store has written from the log into the database, while the store goes on: nothing else waits for the
 * disk as long. The log begins anew when all of it has been copied, and only the store can see to that, because it is the
 * one that writes: it copies the little that has been added meanwhile.
 *
 * @see https://www.sqlite.org/wal.html#checkpointing
 */
export function openCheckpointer({ file }: { readonly file: string }) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = FULL');
  const look = database.prepare('PRAGMA wal_checkpoint(NOOP)');
  const copy = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  const lookNow = () => look.get() as unknown as Log;

  return {
    // Within a transaction there can be no checkpoint.
    begin() {},
    commit() {},
    rollback() {},

    /**
     * Copies what is in the log, where that is much.
     *
     * @returns whether the store can end the checkpoint: little is left to copy. Where another process reads an older state,
     * what came after it cannot be copied.
     */
    checkpoint(): boolean {
      let { log, checkpointed } = lookNow();
      if (log - checkpointed < MANY) return log >= LONGEST;
      for (let rounds = 0; rounds < MAX_ROUNDS && log - checkpointed >= MANY; rounds += 1) {
        copy.get();
        ({ log, checkpointed } = lookNow());
      }
      return log - checkpointed < MANY;
    },

    close: (): void => database.close(),
  };
}

/** An open checkpointer. */
export type Checkpointer = ReturnType<typeof openCheckpointer>;

/** How many pages are in the log, and how many of them have been copied. */
interface Log {
  readonly log: number;
  readonly checkpointed: number;
}

// Pages of 4 KiB. One that is changed again and again is copied once for so many.
const MANY = 4_000;

// Pages in a log that is cut off when all of it has been copied.
const LONGEST = LOG_BYTES / 4_096;

// While a long log is copied, the store writes more.
const MAX_ROUNDS = 10;
