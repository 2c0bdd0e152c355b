import { beginner } from './begin.ts';
import { openDamage } from './damage.ts';
import { openDurability } from './durability.ts';
import { handling } from './handling.ts';
import { openLines } from './lines.ts';
import { checkpointFinisher } from './log.ts';
import { openFile } from './open-file.ts';
import { type ReceivingOptions, receiving } from './receiving.ts';
import { createTally } from './tally.ts';
import { openWordIndex } from './word-index.ts';

/** Settings of a store. */
export interface StoreOptions extends ReceivingOptions {
  readonly file: string;
  /** `OFF` waits for no disk: for an inbox that need not outlive a loss of power, such as one of a test. */
  readonly synchronous?: 'FULL' | 'OFF';
}

/**
 * The inbox as one SQLite file, for everything that writes. Every method belongs into a transaction; the caller opens
 * and ends it, so that several can share one and its one wait for the disk.
 */
export function openStore({ file, synchronous = 'FULL', ...options }: StoreOptions) {
  const { database, expectLog, expectFiles, close } = openFile(file, synchronous);
  const durability = openDurability(database, synchronous, () => performance.now());
  const tally = createTally(database);
  const lines = openLines(database);
  const damage = openDamage(file, database);
  const wordIndex = openWordIndex(database, damage);
  const heartbeat = database.prepare(HEARTBEAT);
  const checkpoint = checkpointFinisher(database, file);
  let isCheckpointDue = false;
  const [begin, commit] = [beginner(database), database.prepare('COMMIT')];

  const { receive, release, write, forget, ...refusing } = receiving(database, tally, wordIndex, options);

  return {
    begin(methods: readonly string[]): void {
      expectLog();
      durability.decide(methods);
      begin();
    },
    commit: () => {
      write();
      if (wordIndex.isDue()) wordIndex.write();
      tally.write();
      commit.run();
      wordIndex.committed();
      expectFiles();
      if (isCheckpointDue) checkpoint();
      isCheckpointDue = false;
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
    ...after(write, handling(database, tally, lines, wordIndex, damage)),
    ...after(write, {
      writeWords: wordIndex.write,
      rest(): void {
        wordIndex.write();
        durability.rest();
      },
    }),
    /** Has the rest of the log copied into the database once this transaction has ended, so that the log begins anew. */
    finishCheckpoint(): void {
      isCheckpointDue = true;
    },
    check: (now: number): void => void heartbeat.run(now),
    afterFailure: damage.after,
    notices: damage.takeNotices,
    watch(): void {
      expectLog();
      expectFiles();
    },
    close(): void {
      damage.close();
      close();
    },
  };
}

/** An open store. */
export type Store = ReturnType<typeof openStore>;

const HEARTBEAT = `INSERT INTO heartbeat (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at`;

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
