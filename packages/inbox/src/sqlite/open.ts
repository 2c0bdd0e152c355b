import { dirname } from 'node:path';
import { type Clock, systemClock } from '../clock.ts';
import type { Commit } from '../commit.ts';
import { type HandlerMigration, newerMigrations } from '../effects/migrations.ts';
import { MigrationError, StatementError } from '../errors.ts';
import type { Inbox } from '../inbox.ts';
import type { OnNotice } from '../notice.ts';
import { makeFolder } from './file/make-folder.ts';
import { keepLogShort } from './keep-log-short.ts';
import { createSqliteInbox } from './sqlite-inbox.ts';
import {
  startCheckerThread,
  startCheckpointerThread,
  startReaderThread,
  startStoreThread,
} from './thread/start.ts';
import type { SharedCommit, Thread } from './thread/thread.ts';
import { watchReader, watchStore } from './thread/watch-statements.ts';
import type { Store } from './write/write-store.ts';

/** Settings of an inbox in a SQLite file. */
export interface SqliteInboxOptions {
  /** Path of the database file. It and its folder are created if they do not exist. */
  readonly file: string;
  /** Milliseconds for which a payload without a clock of its own is remembered, to recognise a repetition. */
  readonly deduplicationWindow: number;
  /** Whether a further delivery of a dead notification replays it; absent for yes. */
  readonly replayDead?: boolean | undefined;
  /** How many rejected bodies are kept. */
  readonly quarantineCapacity: number;
  /** How many bytes they may have together; 256 MiB if nothing is said. */
  readonly quarantineBytes?: number;
  /** The migrations of the tables of the handlers. Without them no handler can write. */
  readonly handlerMigrations?: readonly HandlerMigration[] | undefined;
  /** The default is {@link systemClock}. */
  readonly clock?: Clock | undefined;
  /** After how many milliseconds a statement of a handler counts as endless, and the store as failed; 30 s if nothing is said. */
  readonly statementLimitMs?: number;
  /** Called after every commit. */
  readonly onCommit?: (commit: Commit) => void;
  /**
   * Called once if the store ends without having been closed. Nothing can be stored from then on. This inbox does not
   * recover: a new process does.
   */
  readonly onFailure?: (error: Error) => void;
  /** Called with a sentence about a fault of the file that the inbox survives. */
  readonly onNotice?: OnNotice;
  /** Called once, when the structure of the file has been checked in the background after the start. */
  readonly onFileChecked?: (check: FileCheck) => void;
}

/** The result of a check of the file. */
export interface FileCheck {
  /** A sentence for each fault; none if the file is sound. */
  readonly faults: readonly string[];
  /** Why it did not finish; absent if it did. */
  readonly failure?: string;
  readonly milliseconds: number;
}

/**
 * Opens an inbox in a SQLite file. Everything it has acknowledged survives a crash of the process and a loss of power.
 *
 * @throws MigrationError if a migration of the handlers cannot be run, and Error if the file cannot be opened, is in use by
 * another process, or was written by a newer version.
 * @example
 * ```ts
 * const inbox = await openSqliteInbox({
 *   file: 'data/inbox.db',
 *   deduplicationWindow: 86_400_000,
 *   quarantineCapacity: 10_000,
 * });
 * const { id, duplicate } = await inbox.receive(incoming);
 * ```
 */
export async function openSqliteInbox(options: SqliteInboxOptions): Promise<Inbox> {
  const {
    clock = systemClock,
    onCommit,
    onFailure,
    onNotice,
    onFileChecked,
    handlerMigrations,
    statementLimitMs = STATEMENT_LIMIT_MS,
    ...settings
  } = options;
  const { file } = settings;
  makeFolder(dirname(file));
  const opened: { close(): Promise<void> }[] = [];
  const open = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const thread = await starting;
    opened.unshift(thread);
    return thread;
  };
  /** In the opposite order: the store, which has made the file, is closed last. */
  const closeAll = async (): Promise<void> => {
    for (const each of opened) await each.close();
  };
  try {
    let onCommitted = (_commit: SharedCommit): void => {};
    const store = await open(
      startStoreThread(
        { ...settings, openedAt: clock.now().getTime() },
        {
          onFailure,
          onNotice: (sentence) => onNotice?.(sentence, 'error'),
          onCommit: (commit) => onCommitted(commit),
        },
      ),
    );
    if (handlerMigrations) {
      const newer = await migrateHandlers(store, handlerMigrations, clock);
      if (newer > 0) onNotice?.(newerMigrations(newer), 'warn');
    }
    // The store has made the file and brought it up to date.
    const reader = await open(startReaderThread(file, { onFailure }));
    const start = () => startCheckpointerThread(file, { onFailure });
    const keeper = keepLogShort({ file, clock, start, store, onNotice });
    opened.unshift(keeper);
    onCommitted = (commit) => {
      onCommit?.({ received: commit.received, milliseconds: commit.milliseconds });
      keeper.onCommit(commit);
    };
    const latest = await store.call('latestReceivedAt');
    // A notification that was received before the clock was set back is due all the same.
    const watch = { limitMs: statementLimitMs, clock, onEndless: onFailure ?? (() => {}) };
    const inbox = createSqliteInbox(watchStore(store, watch), watchReader(reader, watch), {
      now: () => new Date(Math.max(clock.now().getTime(), latest)),
    });
    opened.unshift(checkLater(file, clock, onFileChecked));
    return { ...inbox, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

// Without a limit, an endless statement would keep everything waiting for good.
const STATEMENT_LIMIT_MS = 30_000;

async function migrateHandlers(
  store: Thread<Store>,
  migrations: readonly HandlerMigration[],
  clock: Clock,
): Promise<number> {
  try {
    return await store.call('migrateHandlers', migrations, clock.now().getTime());
  } catch (error) {
    throw error instanceof StatementError ? new MigrationError(error.message) : error;
  }
}

/** Checks the structure of the file in the background, once the notifications of an earlier process are being handled. */
function checkLater(file: string, clock: Clock, onFileChecked: SqliteInboxOptions['onFileChecked']) {
  const cancel = clock.setTimer(CHECK_DELAY_MS, async () => {
    onFileChecked?.(await quickCheck(file, clock));
  });
  return { close: async () => cancel() };
}

const CHECK_DELAY_MS = 1_000;

async function quickCheck(file: string, clock: Clock): Promise<FileCheck> {
  const startedMs = clock.monotonicMs();
  const taken = () => ({ milliseconds: clock.monotonicMs() - startedMs });
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
