import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isEventType, type Notification } from '@partner-webhooks/types';
import { type Change, createChangeFeed } from '../change.ts';
import { type Claim, type Inbox, InboxUnavailableError, type Outcome } from '../inbox.ts';
import type { Checkpointer } from './checkpointer.ts';
import type { ClaimRow } from './handling.ts';
import { LOG_BYTES, logBytes } from './log.ts';
import type { LookupStore } from './lookup.ts';
import { receiptRow } from './receipt.ts';
import * as records from './records.ts';
import type { Store } from './store.ts';
import {
  type Commit,
  startCheckerThread,
  startCheckpointerThread,
  startLookupThread,
  startStoreThread,
  type Thread,
} from './thread.ts';

/** Settings of an inbox in a SQLite file. */
export interface SqliteInboxOptions {
  /** Path of the database file; it and its folder are made where they do not exist. */
  readonly file: string;
  /** Milliseconds within which an equal payload without a clock of its own counts as a repetition. */
  readonly deduplicationWindow: number;
  /** How many refused bodies are kept. */
  readonly quarantineCapacity: number;
  readonly now: () => Date;
  /** Is told of every commit. */
  readonly onCommit?: (commit: Commit) => void;
  /**
   * Called once where the store ends without having been told to. Nothing can be kept from then on, and this inbox does
   * not recover: a new process does.
   */
  readonly onFailure?: (error: Error) => void;
  /** Told of what is wrong with the file while the inbox goes on, in a sentence. */
  readonly onNotice?: (sentence: string) => void;
  /** Called once, when the structure of the file has been checked in the background after the opening. */
  readonly onFileChecked?: (check: FileCheck) => void;
}

/** What a check of the file has found. */
export interface FileCheck {
  /** A sentence for each fault; none where the file is sound. */
  readonly faults: readonly string[];
  /** Why it did not end; absent where it did. */
  readonly failure?: string;
  readonly milliseconds: number;
}

/**
 * Opens an inbox in a SQLite file. What it has promised to keep outlives a crash of the process and a loss of power.
 *
 * @throws Error where the file cannot be opened, is in use by another process, or was written by a newer version.
 */
export async function openSqliteInbox(options: SqliteInboxOptions): Promise<Inbox> {
  const { now, onCommit, onFailure, onNotice, onFileChecked, ...storeOptions } = options;
  // Bodies are about people: a folder that is made here is for nobody else on the machine.
  mkdirSync(dirname(storeOptions.file), { recursive: true, mode: 0o700 });
  let sinceCheckpoint = 0;
  const store = await startStoreThread(storeOptions, {
    onFailure,
    onNotice,
    onCommit(commit) {
      onCommit?.(commit);
      sinceCheckpoint += commit.methods.length;
      if (sinceCheckpoint < CALLS_PER_CHECKPOINT) return;
      sinceCheckpoint = 0;
      void checkpoint(checkpointer, store);
    },
  });
  const keepLogShort = setInterval(() => {
    if (logBytes(storeOptions.file) > LOG_BYTES) void checkpoint(checkpointer, store);
  }, LOG_LOOK_MS).unref();
  // The store has made the file and brought it up to date.
  const lookup = await startLookupThread(storeOptions.file, { onFailure });
  const checkpointer = await startCheckpointerThread(storeOptions.file, { onFailure });
  const inbox = createSqliteInbox(store, lookup, now);
  const checkLater = setTimeout(async () => {
    onFileChecked?.(await quickCheck(storeOptions.file));
  }, CHECK_DELAY_MS).unref();
  return {
    ...inbox,
    async close() {
      clearInterval(keepLogShort);
      clearTimeout(checkLater);
      await checkpointer.close();
      await inbox.close();
    },
  };
}

// After so many the checkpointer looks how long the log has become.
const CALLS_PER_CHECKPOINT = 1_000;

// Milliseconds between two looks whether the log is too long: a reader that made it so may go when nothing is written.
const LOG_LOOK_MS = 1_000;

// Milliseconds after the opening: what an earlier process has left comes first.
const CHECK_DELAY_MS = 1_000;

async function quickCheck(file: string): Promise<FileCheck> {
  const began = performance.now();
  const taken = () => ({ milliseconds: performance.now() - began });
  return check(file).then(
    (faults) => ({ faults, ...taken() }),
    (error: Error) => ({ faults: [], failure: error.message, ...taken() }),
  );
}

async function check(file: string): Promise<string[]> {
  const checker = await startCheckerThread(file);
  try {
    return await checker.call('quickCheck');
  } finally {
    void checker.close();
  }
}

async function checkpoint(checkpointer: Thread<Checkpointer>, store: Thread<Store>): Promise<void> {
  try {
    if (await checkpointer.call('checkpoint')) await store.call('finishCheckpoint');
  } catch (error) {
    // The log becomes longer; where the disk is full, the next commit says so.
    if (!(error instanceof InboxUnavailableError)) throw error;
  }
}

/** The inbox over a store and a lookup that are open already, wherever they run. */
export function createSqliteInbox(store: Thread<Store>, lookup: Thread<LookupStore>, now: () => Date): Inbox {
  const feed = createChangeFeed();
  const publish = (changes: readonly Omit<Change, 'at'>[]) => {
    for (const change of changes) feed.publish({ ...change, at: now() });
  };
  return {
    async receive(receipt) {
      const received = await store.call('receive', receiptRow(receipt));
      const { eventType } = receipt.notification;
      publish([{ kind: received.duplicate ? 'duplicate' : 'received', id: received.id, eventType }]);
      return received;
    },
    async quarantine({ id, path, eventType, body, reasons, receivedAt }) {
      await store.call('quarantine', {
        id,
        path,
        eventType: eventType ?? null,
        body,
        reasons: JSON.stringify(reasons),
        receivedAt: receivedAt.getTime(),
      });
      publish([{ kind: 'quarantined', id, ...(eventType && { eventType }) }]);
    },
    async claim(limit) {
      const claims = (await store.call('claim', limit, now().getTime())).map(claimOf);
      publish(
        claims.map(({ id, notification: { eventType }, attempt }) => ({
          kind: 'handling',
          id,
          eventType,
          attempt,
        })),
      );
      return claims;
    },
    async settle(id, outcome) {
      const { eventType, attempt } = await store.call('settle', id, outcome, now().getTime());
      publish([
        {
          kind: KIND_OF[outcome.state],
          id,
          eventType,
          attempt,
          ...('error' in outcome && { error: outcome.error }),
        },
      ]);
    },
    nextDue: async () => {
      const due = await store.call('nextDue');
      return due === undefined ? undefined : new Date(due);
    },

    async replay(ids) {
      const replayed = await store.call('replay', ids, now().getTime());
      publish(replayed.map((each) => ({ kind: 'replayed', ...each })));
      return replayed.map(({ id }) => id);
    },
    async discard(ids, reason) {
      const discarded = await store.call('discard', ids, reason, now().getTime());
      publish(discarded.map((each) => ({ kind: 'discarded', ...each })));
      return discarded.map(({ id }) => id);
    },
    async release(receipt) {
      const received = await store.call('release', receiptRow(receipt));
      const { eventType } = receipt.notification;
      if (received)
        publish([{ kind: received.duplicate ? 'duplicate' : 'received', id: received.id, eventType }]);
      return received;
    },
    refuseAgain: (id, reasons) => store.call('refuseAgain', id, JSON.stringify(reasons)),
    async discardQuarantined(ids) {
      const discarded = await store.call('discardQuarantined', ids);
      publish(discarded.map((id) => ({ kind: 'discarded', id })));
      return discarded;
    },
    removeOld: (before, limit) => store.call('removeOld', before.getTime(), limit),

    async notifications(filter, page) {
      const row = records.filterRow(filter);
      if (!row) return { items: [] };
      // Where the store can write nothing now, the last ones that came in are not found, but all others are.
      await store.call('writeWords').catch((error: unknown) => {
        if (!(error instanceof InboxUnavailableError)) throw error;
      });
      const { rows, lookedUpTo } = await lookup.call('notifications', row, records.pageRow(page));
      return records.pageOf(rows, page.limit, records.notificationRecord, lookedUpTo);
    },
    async notification(id) {
      const found = await lookup.call('notification', id);
      return found && records.notificationDetails(found);
    },
    async quarantined(filter, page) {
      const rows = await lookup.call('quarantined', records.filterRow(filter) ?? {}, records.pageRow(page));
      return records.pageOf(rows, page.limit, records.quarantineRecord);
    },
    async quarantinedBody(id) {
      const row = await lookup.call('quarantinedBody', id);
      return row && records.quarantineDetails(row);
    },
    observations: async () => (await lookup.call('observations')).map(records.observationOf),
    statistics: async () => records.statisticsOf(await lookup.call('statistics')),

    follow: feed.follow,
    async check() {
      await store.call('check', now().getTime());
      await lookup.call('check');
    },
    async close() {
      await lookup.close();
      await store.close();
    },
  };
}

const KIND_OF = { handled: 'handled', pending: 'failed', dead: 'dead' } as const satisfies Record<
  Outcome['state'],
  Change['kind']
>;

function claimOf([id, eventType, body, receivedAt, deliveries, attempts, replays, stale]: ClaimRow): Claim {
  if (!isEventType(eventType))
    throw new Error(`notification ${id} is of event type ${eventType}, now unknown`);
  // It was valid when it was received; what is kept is the body itself.
  return {
    id,
    notification: { eventType, payload: JSON.parse(body) } as Notification,
    receivedAt: new Date(receivedAt),
    deliveries,
    attempt: attempts,
    replays,
    stale: stale === 1,
  };
}
