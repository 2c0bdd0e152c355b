import { openFile } from '../file/open-file.ts';
import { checkpointFinisher } from '../file/write-ahead-log.ts';
import { beginner } from './begin.ts';
import { claiming } from './claim.ts';
import { endingAttempts } from './complete.ts';
import { createTally } from './counters.ts';
import { openDamage } from './damage.ts';
import { openDurability } from './durability.ts';
import { intervening } from './intervene.ts';
import { createLive } from './live.ts';
import { type ReceivingOptions, receiving } from './receive.ts';
import { recover } from './recover.ts';
import { removing } from './remove.ts';
import { openWordIndex } from './search-index.ts';
import { openLines } from './subject-queues.ts';

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

  // Those that a handler of this process has.
  const live = createLive();
  const suspects = recover(database, tally, lines, damage, openedAt);
  const interventions = intervening(database, tally, lines, (id) => live.has(id));
  const { receive, acceptQuarantined, write, forget, duplicates, ...refusing } = receiving(
    database,
    tally,
    wordIndex,
    lines,
    options,
    (id, now) => interventions.replay([id], now, 'delivery'),
  );

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
      durability.committing();
      commit.run();
      durability.committed();
      wordIndex.committed();
      live.committed();
      expectFiles();
      if (isCheckpointDue) checkpoint();
      isCheckpointDue = false;
    },
    rollback: () => {
      forget();
      tally.forget();
      lines.forget();
      wordIndex.rolledBack();
      live.rolledBack();
      if (database.isTransaction) database.exec('ROLLBACK');
    },
    receive,
    acceptQuarantined,
    ...refusing,
    ...after(write, claiming(database, tally, lines, live, damage, suspects)),
    ...after(write, endingAttempts(database, tally, lines, live)),
    ...after(write, interventions),
    ...after(write, removing(database, tally, lines, wordIndex, duplicates, damage)),
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
