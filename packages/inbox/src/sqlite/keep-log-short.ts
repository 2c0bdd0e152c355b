import type { Clock } from '../clock.ts';
import { errorMessage } from '../error-text.ts';
import { InboxUnavailableError } from '../errors.ts';
import type { OnNotice } from '../notice.ts';
import { BYTES_PER_COPY, type Checkpointer } from './file/checkpointer.ts';
import { LOG_BYTES, logBytes } from './file/write-ahead-log.ts';
import type { SharedCommit, Thread } from './thread/thread.ts';
import type { Store } from './write/write-store.ts';

/** What keeps the log of an inbox short. */
export interface LogKeeper {
  /** Call it after every commit of the store. */
  onCommit(commit: Pick<SharedCommit, 'calls'>): void;
  close(): Promise<void>;
}

/** The parts of a log keeper. */
export interface LogKeeperOptions {
  readonly file: string;
  readonly clock: Pick<Clock, 'setTimer'>;
  /** Starts the checkpointer. It is called again if it fails. */
  readonly start: () => Promise<Pick<Thread<Checkpointer>, 'call' | 'close'>>;
  /** The thread that ends a checkpoint. */
  readonly store: Pick<Thread<Store>, 'call'>;
  /** Called with a sentence when the checkpointer cannot be started, once until it can. */
  readonly onNotice?: OnNotice | undefined;
}

/**
 * Has the log copied into the database when it has become long. The checkpointer starts when the log is long for the first
 * time: that saves 35 ms of CPU time of each start, and most logs never become long.
 */
export function keepLogShort({ file, clock, start, store, onNotice }: LogKeeperOptions): LogKeeper {
  let calls = 0;
  let starting: ReturnType<typeof start> | undefined;
  let hasFailed = false;

  /** The checkpointer, or `undefined` if it cannot be started now. */
  async function started() {
    starting ??= start();
    try {
      const checkpointer = await starting;
      hasFailed = false;
      return checkpointer;
    } catch (error) {
      starting = undefined;
      if (!hasFailed)
        onNotice?.(`the log of ${file} cannot be copied into it: ${errorMessage(error)}`, 'warn');
      hasFailed = true;
      return undefined;
    }
  }

  async function checkpoint(): Promise<void> {
    const checkpointer = await started();
    try {
      if (await checkpointer?.call('checkpoint')) await store.call('finishCheckpoint');
    } catch (error) {
      // The log becomes longer; if the disk is full, the next commit fails.
      if (!(error instanceof InboxUnavailableError)) throw error;
    }
  }

  function checkpointIfLonger(bytes: number): void {
    if (logBytes(file) > bytes) void checkpoint();
  }

  const schedule = (): (() => void) =>
    clock.setTimer(CHECK_INTERVAL_MS, () => {
      cancel = schedule();
      checkpointIfLonger(LOG_BYTES);
    });
  let cancel = schedule();

  return {
    onCommit(commit) {
      calls += commit.calls;
      if (calls < CALLS_PER_CHECK) return;
      calls = 0;
      checkpointIfLonger(BYTES_PER_COPY);
    },
    async close() {
      cancel();
      calls = Number.NEGATIVE_INFINITY;
      await starting?.then(
        (checkpointer) => checkpointer.close(),
        () => {},
      );
    },
  };
}

// After so many, the length of the log is checked.
const CALLS_PER_CHECK = 1_000;

// Between two checks of the length: the reader that made the log so long may end when nothing is written.
const CHECK_INTERVAL_MS = 1_000;
