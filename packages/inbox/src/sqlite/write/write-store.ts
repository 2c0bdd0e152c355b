import { systemClock } from '../../clock.ts';
import { openFile } from '../file/open-file.ts';
import { openCheckpointFinisher } from '../file/write-ahead-log.ts';
import type { Program } from '../program.ts';
import { openActivity } from './activity.ts';
import { openAudit } from './audit.ts';
import { openBatchedInserts } from './batched-inserts.ts';
import { openCauses } from './causes.ts';
import { openClaim } from './claim.ts';
import { openComplete } from './complete.ts';
import { openCounters } from './counters.ts';
import { openDamage } from './damage.ts';
import { openDiscard } from './discard.ts';
import { openDuplicates } from './duplicates.ts';
import { openDurability } from './durability.ts';
import { openHandlerWrites } from './handler-writes.ts';
import { openJobs } from './jobs.ts';
import { createLive } from './live.ts';
import { openMigrateHandlers } from './migrate-handlers.ts';
import { openOldestRejected } from './oldest-rejected.ts';
import { openPauses } from './pauses.ts';
import { openQuarantine, type QuarantineOptions } from './quarantine.ts';
import { openReceive, type ReceiveOptions } from './receive.ts';
import { recover } from './recover.ts';
import { openRemove } from './remove.ts';
import { openReplay } from './replay.ts';
import { openSearchIndex } from './search-index.ts';
import type { StoreMethods } from './store-methods.ts';
import { openSubjectQueues } from './subject-queues.ts';
import { openSuspects } from './suspects.ts';
import { openUnitOfWork } from './unit-of-work.ts';

/** Settings of a store. */
export interface StoreOptions extends ReceiveOptions, QuarantineOptions {
  readonly file: string;
  /** Milliseconds for which a payload without a clock of its own is remembered, to recognise a repetition. */
  readonly deduplicationWindow: number;
  /** The time of day, in milliseconds since 1970. Without it, due times in the file are left as they are. */
  readonly openedAt?: number;
  /** `OFF` waits for no disk: for an inbox that need not survive a loss of power, such as one of a test. */
  readonly synchronous?: 'FULL' | 'OFF';
}

/** An open store: its methods, and what frames them. */
export type Store = StoreMethods & Program;

/**
 * Opens the store: the inbox as one SQLite file, for everything that writes. Every method belongs in a transaction. The
 * caller begins and ends it, so that several calls share one and its one wait for the disk.
 *
 * @throws Error if the file cannot be opened, or another process has it.
 */
export function openStore({ file, openedAt, synchronous = 'FULL', ...options }: StoreOptions): Store {
  const { database, expectLog, expectFiles, close } = openFile(file, synchronous);
  const durability = openDurability(database, synchronous, systemClock);
  const counters = openCounters(database);
  const queues = openSubjectQueues(database);
  const damage = openDamage(file, database);
  const searchIndex = openSearchIndex(database, damage);
  const inserts = openBatchedInserts(database, searchIndex);
  const checkpoint = openCheckpointFinisher(database, file);
  const live = createLive();
  const pauses = openPauses(database, damage);
  const unitOfWork = openUnitOfWork(database, [
    // Before each commit, in this order: the rows get their seqs, the search index is written by seq, the counters count
    // what was written, and the page that makes the commit sync is the last one.
    inserts,
    searchIndex,
    counters,
    durability,
    // After each commit: first the state that follows the transactions, then the files. A commit that is not in the files at
    // their paths is not acknowledged, and a checkpoint copies only into files that are still there.
    live,
    queues,
    pauses,
    { afterCommit: expectFiles },
    checkpoint,
  ]);

  const suspects = openSuspects(
    database,
    live,
    damage,
    recover(database, counters, queues, damage, openedAt),
  );
  const duplicates = openDuplicates(database, options.deduplicationWindow, inserts);
  const replay = openReplay(database, inserts, counters, queues, live);
  const { receive, latestNotificationAt } = openReceive(
    database,
    inserts,
    duplicates,
    counters,
    queues,
    replay,
    options,
  );
  const oldestRejected = openOldestRejected(database, damage);
  const { latestRejectedAt, ...quarantine } = openQuarantine(
    database,
    inserts,
    { receive },
    damage,
    oldestRejected,
    options,
  );
  const handlerWrites = openHandlerWrites(database, file);
  const heartbeat = database.prepare(HEARTBEAT);
  let received = 0;

  function writeSearchIndex(): void {
    inserts.write();
    searchIndex.write();
  }

  return {
    begin(methods) {
      received = 0;
      expectLog();
      // Before BEGIN: SQLite changes `synchronous` between two transactions only.
      durability.beforeBegin(methods);
      unitOfWork.begin();
    },
    commit: () => handlerWrites.checkDeferred(unitOfWork.commit),
    rollback: unitOfWork.rollback,
    hasEnded: () => !database.isTransaction,
    received: () => received,

    receive(row) {
      received += 1;
      return receive(row);
    },
    ...quarantine,
    ...openClaim(database, inserts, counters, queues, live, damage, suspects, pauses),
    ...openActivity(database),
    ...openCauses(database),
    ...openAudit(database),
    ...openJobs(database),
    pause: pauses.pause,
    resume: pauses.resume,
    ...openComplete(database, inserts, counters, queues, live, handlerWrites),
    ...replay,
    ...openDiscard(database, inserts, counters, queues, live),
    ...openRemove(database, inserts, counters, queues, searchIndex, duplicates, damage, oldestRejected),
    ...openMigrateHandlers(database),
    write: (writes) => handlerWrites.runWith(() => {}, writes),
    latestReceivedAt: () => Math.max(latestNotificationAt(), latestRejectedAt()),
    writeSearchIndex,
    finishCheckpoint: checkpoint.request,
    check: (now) => void heartbeat.run(now),

    whenIdle: writeSearchIndex,
    syncDueIn: durability.syncDueIn,
    /** Its commit waits for the disk, as that of every method that durability.ts does not list. */
    sync() {},
    afterFailure: damage.after,
    notices: damage.takeNotices,
    watch() {
      expectLog();
      expectFiles();
    },
    close() {
      damage.close();
      handlerWrites.close();
      close();
    },
  };
}

// A new value each time, also within a millisecond: an update that changes nothing writes no page.
const HEARTBEAT = `INSERT INTO heartbeat (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = max(at + 1, excluded.at)`;
