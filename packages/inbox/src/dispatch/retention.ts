import type { Inbox } from '../inbox.ts';

/** What retention works with. */
export interface RetentionOptions {
  readonly inbox: Inbox;
  /** Milliseconds that something is kept after it has been settled. */
  readonly keep: number;
  readonly now: () => Date;
  /** Calls back after some milliseconds, unless it is told not to. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Removes what is settled when its time is over, now and every hour, in small batches with room for others between
 * them. What is pending stays, and so does what is dead until somebody has discarded it.
 *
 * @returns what stops it.
 */
export function startRetention({ inbox, keep, now, after, onError }: RetentionOptions): () => Promise<void> {
  let stopped = false;
  let cancel: () => void = () => {};
  let running = Promise.resolve();

  const removeAll = async (): Promise<void> => {
    const before = new Date(now().getTime() - keep);
    let removed = BATCH;
    while (!stopped && removed === BATCH) removed = await inbox.removeOld(before, BATCH);
  };
  const run = (): void => {
    running = removeAll().catch(onError);
    cancel = after(INTERVAL, run);
  };
  run();

  return async () => {
    stopped = true;
    cancel();
    await running;
  };
}

const BATCH = 500;
const INTERVAL = 3_600_000;
