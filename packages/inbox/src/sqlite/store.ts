import { DatabaseSync } from 'node:sqlite';
import { endingAttempts } from './attempts.ts';
import { openDurability } from './durability.ts';
import { handling } from './handling.ts';
import { intervening } from './intervening.ts';
import { openLines } from './lines.ts';
import { migrate } from './migrate.ts';
import { type ReceivingOptions, receiving } from './receiving.ts';
import { removing } from './removing.ts';
import { createTally } from './tally.ts';
import { openWordIndex } from './word-index.ts';

/** Settings of a store. */
export interface StoreOptions extends ReceivingOptions {
  readonly file: string;
  /** What the clock says, in milliseconds since 1970. Without it, times in the file are taken as they are. */
  readonly openedAt?: number;
  /** `OFF` waits for no disk: for an inbox that need not outlive a loss of power, such as one of a test. */
  readonly synchronous?: 'FULL' | 'OFF';
}

/**
 * The inbox as one SQLite file, for everything that writes. Every method belongs into a transaction; the caller opens
 * and ends it, so that several can share one and its one wait for the disk.
 */
export function openStore({ file, openedAt, synchronous = 'FULL', ...options }: StoreOptions) {
  const lock = lockFile(file);
  const database = new DatabaseSync(file);
  // In WAL mode FULL is what makes a commit outlive a loss of power, not only a crash of the process. The log is copied into
  // the database by the checkpointer; here only where that has not come to it within 64 MiB. The cache stays as small as it
  // is: SQLite goes through all of it at the end of most transactions.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000;');
  migrate(database);
  const durability = openDurability(database, synchronous, () => performance.now());
  const tally = createTally(database);
  const lines = openLines(database);
  const wordIndex = openWordIndex(database);
  const heartbeat = database.prepare(HEARTBEAT);
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  let isCheckpointDue = false;
  const [begin, commit] = [database.prepare('BEGIN IMMEDIATE'), database.prepare('COMMIT')];

  // Those that a handler of this process has.
  const live = new Set<string>();
  const attempts = handling(database, tally, lines, live, openedAt);
  const interventions = intervening(database, tally, lines, (id) => live.has(id));
  const { receive, release, write, forget, duplicates, ...refusing } = receiving(
    database,
    tally,
    wordIndex,
    options,
    (id, now) => interventions.replay([id], now, 'delivery'),
  );

  function finishCheckpoint(): void {
    isCheckpointDue = false;
    try {
      checkpoint.get();
    } catch {
      // What cannot be copied stays in the log, and has been committed: none of the callers must be told otherwise. Where the
      // disk is full, the next commit says so. SQLite's own checkpoints are as silent.
    }
  }

  return {
    begin(methods: readonly string[]): void {
      durability.decide(methods);
      begin.run();
    },
    commit: () => {
      write();
      if (wordIndex.isDue()) wordIndex.write();
      tally.write();
      durability.committing();
      commit.run();
      durability.committed();
      wordIndex.committed();
      if (isCheckpointDue) finishCheckpoint();
    },
    rollback: () => {
      forget();
      tally.forget();
      lines.forget();
      wordIndex.rolledBack();
      if (database.isTransaction) database.exec('ROLLBACK');
    },
    receive,
    release,
    ...refusing,
    ...after(write, attempts),
    ...after(write, endingAttempts(database, tally, lines, live)),
    ...after(write, interventions),
    ...after(write, removing(database, tally, lines, wordIndex, duplicates)),
    ...after(write, {
      writeWords: wordIndex.write,
      rest: wordIndex.write,
    }),
    syncDueIn: durability.syncDueIn,
    /** Its commit waits for the disk, as that of every method which durability.ts does not list. */
    sync(): void {},
    /** Has the rest of the log copied into the database once this transaction has ended, so that the log begins anew. */
    finishCheckpoint(): void {
      isCheckpointDue = true;
    },
    check: (now: number): void => void heartbeat.run(now),
    close(): void {
      database.close();
      lock.close();
    },
  };
}

/** An open store. */
export type Store = ReturnType<typeof openStore>;

// Another value each time, also within a millisecond: an update that changes nothing writes no page.
const HEARTBEAT = `INSERT INTO heartbeat (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = max(at + 1, excluded.at)`;

/** The same methods, each of which finds written what was received before it. */
function after<Methods extends object>(write: () => void, methods: Methods): Methods {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: unknown[]) => {
      write();
      return method(...args);
    },
  ]);
  return Object.fromEntries(wrapped) as Methods;
}

/**
 * Keeps every other process away from the inbox for as long as this one lives, and not a moment longer: the operating
 * system lets go of the lock when the process ends, however it ends.
 */
function lockFile(file: string): DatabaseSync {
  const lock = new DatabaseSync(`${file}.lock`);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    return lock;
  } catch (error) {
    lock.close();
    throw new Error(`the inbox ${file} is in use by another process`, { cause: error });
  }
}
