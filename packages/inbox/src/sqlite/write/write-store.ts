import { openFile } from '../file/open-file.ts';
import { checkpointFinisher } from '../file/write-ahead-log.ts';
import { beginner } from './begin.ts';
import { claiming } from './claim.ts';
import { endingAttempts } from './complete.ts';
import { createCounters } from './counters.ts';
import { openDamage } from './damage.ts';
import { openDurability } from './durability.ts';
import { intervening } from './intervene.ts';
import { createLive } from './live.ts';
import { type ReceivingOptions, receiving } from './receive.ts';
import { recover } from './recover.ts';
import { removing } from './remove.ts';
import { openSearchIndex } from './search-index.ts';
import { openSubjectQueues } from './subject-queues.ts';

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
  const counters = createCounters(database);
  const queues = openSubjectQueues(database);
  const damage = openDamage(file, database);
  const searchIndex = openSearchIndex(database, damage);
  const heartbeat = database.prepare(HEARTBEAT);
  const checkpoint = checkpointFinisher(database, file);
  let isCheckpointDue = false;
  const [begin, commit] = [beginner(database), database.prepare('COMMIT')];

  // Those that a handler of this process has.
  const live = createLive();
  const suspects = recover(database, counters, queues, damage, openedAt);
  const interventions = intervening(database, counters, queues, (id) => live.has(id));
  const { receive, acceptQuarantined, write, discardUnwritten, duplicates, ...refusing } = receiving(
    database,
    counters,
    searchIndex,
    queues,
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
      if (searchIndex.isDue()) searchIndex.write();
      counters.write();
      durability.committing();
      commit.run();
      durability.committed();
      searchIndex.committed();
      live.committed();
      expectFiles();
      if (isCheckpointDue) checkpoint();
      isCheckpointDue = false;
    },
    rollback: () => {
      discardUnwritten();
      counters.discardUnwritten();
      queues.invalidate();
      searchIndex.rolledBack();
      live.rolledBack();
      if (database.isTransaction) database.exec('ROLLBACK');
    },
    receive,
    acceptQuarantined,
    ...refusing,
    ...after(write, claiming(database, counters, queues, live, damage, suspects)),
    ...after(write, endingAttempts(database, counters, queues, live)),
    ...after(write, interventions),
    ...after(write, removing(database, counters, queues, searchIndex, duplicates, damage)),
    ...after(write, {
      writeSearchIndex: searchIndex.write,
      rest: searchIndex.write,
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
