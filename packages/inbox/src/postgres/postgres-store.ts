import { checkStatement, READING, WRITING } from '../effects/write.ts';
import type { Failure, Outcome, ReceiveResult } from '../model.ts';
import type { IncomingRow } from '../rows/incoming-row.ts';
import type { AttemptNumbers, CompletedRow, InboxStore } from '../store.ts';
import { isAboutValues } from './connection/explain-error.ts';
import type { Transactions } from './connection/transactions.ts';
import { createEndings } from './endings.ts';
import { createGroups } from './groups.ts';
import { createHandlerTransactions } from './handler-transactions.ts';
import { JOB_LOCK, QUARANTINE_LOCK } from './keys.ts';
import { readActivity } from './read/activity.ts';
import { readAuditLog } from './read/audit.ts';
import { readFailures } from './read/failures.ts';
import { readForHandlers } from './read/handler-tables.ts';
import { readJobs } from './read/jobs.ts';
import { listNotifications } from './read/notification-list.ts';
import { findNotification } from './read/notifications.ts';
import { findEdit, findQuarantined, listQuarantined } from './read/quarantine.ts';
import { readLatestReceivedAt, readObservations, readPauses, readStatistics } from './read/statistics.ts';
import type { PendingWatch } from './watch.ts';
import { addActivity } from './write/activity.ts';
import { type Arrival, arrivalOf } from './write/arrival.ts';
import { audit } from './write/audit.ts';
import { addCauses } from './write/causes.ts';
import { claimDue, findNextDue, lookAhead } from './write/claim.ts';
import { type Ending, notHandling, revokeAttempt } from './write/complete.ts';
import { discardSelected } from './write/discard.ts';
import { writeForHandlers } from './write/handler-writes.ts';
import { cancelJob, saveJob, startJob } from './write/jobs.ts';
import type { LiveClaim, LiveClaims } from './write/live-claims.ts';
import { pause, resume, takeBackResumed } from './write/pauses.ts';
import {
  acceptOne,
  editOne,
  keepRevalidation,
  type QuarantineOptions,
  quarantineOne,
  removeQuarantined,
} from './write/quarantine.ts';
import { type ReceiveOptions, receiveAll, receivingLocks } from './write/receive.ts';
import { recoverExpired } from './write/recover.ts';
import { removeOld } from './write/remove.ts';
import { replaySelected } from './write/replay.ts';
import { changeById } from './write/selection.ts';

/** Settings of a store. */
export interface PostgresStoreOptions extends ReceiveOptions, QuarantineOptions {
  /** How long another process leaves a notification alone after its process has last renewed the lease, in milliseconds. */
  readonly leaseMs: number;
  /** The latest `receivedAt` in the database. */
  readonly latestReceivedAt: number;
  readonly onCommit: (commit: { readonly received: number; readonly milliseconds: number }) => void;
}

/** What the store works with. */
export interface PostgresStoreParts {
  readonly writer: Transactions;
  readonly reader: Transactions;
  readonly live: LiveClaims;
  readonly pending: PendingWatch;
}

/** Creates the store over connections that are open. */
export function createPostgresStore(
  { writer, reader, live, pending }: PostgresStoreParts,
  options: PostgresStoreOptions,
): Omit<InboxStore, 'watchLost' | 'close'> {
  const { leaseMs, onCommit } = options;
  const openTransaction = createHandlerTransactions(writer, leaseMs);
  // It never goes back, whatever the clock does.
  let latest = options.latestReceivedAt;
  // The notification that is handled alone, until its outcome is written.
  let alone: string | undefined;
  let isWaiting = false;

  const receive = createGroups<Arrival, ReceiveResult>({
    keyOf: ({ receivingKey }) => receivingKey,
    bytesOf: ({ row }) => 2 * row[2].length,
    isOfOneItem: isAboutValuesOf,
    async run(arrivals) {
      const startedMs = performance.now();
      const locks = receivingLocks(arrivals);
      const results = await writer.write(locks, (query) => receiveAll(query, arrivals, options));
      onCommit({ received: arrivals.length, milliseconds: performance.now() - startedMs });
      pending.announce();
      return results;
    },
  });

  const end = createEndings({ writer, live, onCommit });

  function arrive(row: IncomingRow): Arrival {
    latest = Math.max(latest, row[3]);
    return arrivalOf(row, latest);
  }

  /** The claim of this process that a call is about. */
  function claimOf(id: string, of: AttemptNumbers | undefined): LiveClaim | undefined {
    const claim = live.get(id);
    const isSame = !of || (claim?.attempt === of.attempt && claim.replays === of.replays);
    return isSame ? claim : undefined;
  }

  async function finish(
    id: string,
    outcome: Ending['outcome'],
    now: number,
    of?: AttemptNumbers,
  ): Promise<CompletedRow> {
    const claim = claimOf(id, of);
    if (!claim) throw notHandling(id);
    claim.isEnding = true;
    try {
      return await end({ claim, outcome, now });
    } finally {
      claim.isEnding = false;
    }
  }

  return {
    receive: (row) => receive(arrive(row)),
    async quarantine(row) {
      await writer.write([QUARANTINE_LOCK], (query) => quarantineOne(query, row, options));
      latest = Math.max(latest, row.receivedAt);
    },
    async acceptQuarantined(row) {
      const arrival = arrive(row);
      const locks = [QUARANTINE_LOCK, ...receivingLocks([arrival])];
      const result = await writer.write(locks, (query) => acceptOne(query, arrival, options));
      if (result) pending.announce();
      return result;
    },
    recordRevalidation: (id, revalidation) =>
      writer.write([QUARANTINE_LOCK], (query) => keepRevalidation(query, id, revalidation)),
    editQuarantined: (id, edit) => writer.write([QUARANTINE_LOCK], (query) => editOne(query, id, edit)),
    quarantineEdit: (id) => reader.read((query) => findEdit(query, id)),
    discardQuarantined: (ids) => writer.write([QUARANTINE_LOCK], (query) => removeQuarantined(query, ids)),

    async claim(limit, now) {
      const look = () => writer.read((query) => lookAhead(query, now, leaseMs));
      let outlook = await look();
      if (outlook.isLeaseExpired) {
        await recoverExpired(writer, leaseMs);
        return this.claim(limit, now);
      }
      if (outlook.hasResumed) {
        await writer.write([], (query) => takeBackResumed(query, limit));
        // One of them may have to be handled alone.
        outlook = await look();
      }
      const { suspect, hasPauses } = outlook;
      isWaiting = (alone !== undefined && live.has(alone)) || (suspect !== undefined && live.size > 0);
      if (isWaiting) return { claims: [], unreadable: [] };
      const claimed = await writer.write([], (query) =>
        claimDue(query, limit, now, leaseMs, { only: suspect, hasPauses }),
      );
      for (const each of claimed.live) live.set(each.id, each);
      alone = suspect === undefined ? undefined : claimed.live[0]?.id;
      return { claims: claimed.claims, unreadable: claimed.unreadable };
    },
    nextDue: async () => (isWaiting ? undefined : reader.read(findNextDue)),
    complete: (id: string, outcome: Outcome, now, of) => finish(id, outcome, now, of),
    async interrupt(id, now, of) {
      const result = await finish(id, { state: 'interrupted' }, now, of);
      pending.announce();
      return result;
    },
    revoke: (attempt, failure: Failure, now) => revokeAttempt(writer, attempt, failure, now),
    async replay(ids, now) {
      const replayed = await changeById(writer, ids, (query, seqs) =>
        replaySelected(query, seqs, now, 'operator'),
      );
      if (replayed.length > 0) pending.announce();
      return replayed;
    },
    async discard(ids, reason, now) {
      const discarded = await changeById(writer, ids, (query, seqs) =>
        discardSelected(query, seqs, reason, now),
      );
      if (discarded.length > 0) pending.announce();
      return discarded;
    },
    pause: (row) => writer.write([], (query) => pause(query, row)),
    async resume(eventType, now) {
      const wasPaused = await writer.write([], (query) => resume(query, eventType, now));
      if (wasPaused) pending.announce();
      return wasPaused;
    },
    removeOld: (before, limit) => writer.write([], (query) => removeOld(query, before, limit)),

    notifications: (filter, page) =>
      reader.read((query) => listNotifications(query, filter, page), { byIndex: true }),
    notification: (id) => reader.read((query) => findNotification(query, id)),
    quarantined: (filter, page) => reader.read((query) => listQuarantined(query, filter, page)),
    quarantinedBody: (id) => reader.read((query) => findQuarantined(query, id)),
    observations: () => reader.read(readObservations),
    addActivity: (rows) => writer.write([], (query) => addActivity(query, rows)),
    startJob: (row, lostBefore) => writer.write([JOB_LOCK], (query) => startJob(query, row, lostBefore)),
    saveJob: (row) => writer.write([], (query) => saveJob(query, row)),
    cancelJob: (id) => writer.write([], (query) => cancelJob(query, id)),
    jobs: () => reader.read(readJobs),
    audit: (entry, before) => writer.write([], (query) => audit(query, entry, before)),
    auditLog: (filter, page) => reader.read((query) => readAuditLog(query, filter, page)),
    addCauses: (rows) => writer.write([], (query) => addCauses(query, rows)),
    failures: (eventType) => reader.read((query) => readFailures(query, eventType)),
    activity: (query) => reader.read((run) => readActivity(run, query)),
    pauses: () => reader.read(readPauses),
    statistics: () => reader.read(readStatistics),
    latestReceivedAt: async () => Math.max(latest, await reader.read(readLatestReceivedAt)),

    prepareWrite: (sql, values) => checkStatement(sql, values, 'PostgreSQL', WRITING.PostgreSQL),
    write: (writes) => writeForHandlers(writer, writes),
    read: (sql, values) => readForHandlers(reader, checkStatement(sql, values, 'PostgreSQL', READING)),
    openTransaction,
    watchPending: pending.watch,
    async check(now) {
      await writer.write([], (query) => query(HEARTBEAT, [now]));
      await reader.read((query) => query(NEWEST));
    },
  };
}

function isAboutValuesOf(error: unknown): boolean {
  return isAboutValues((error as Error).cause);
}

const HEARTBEAT = `
  INSERT INTO heartbeat (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = greatest(heartbeat.at + 1, excluded.at)`;

const NEWEST = `SELECT body FROM notification ORDER BY seq DESC LIMIT 1`;
