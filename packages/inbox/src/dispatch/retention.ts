import type { Clock } from '../clock.ts';
import type { Inbox } from '../inbox.ts';

/** What retention works with. */
export interface RetentionOptions {
  readonly inbox: Inbox;
  /** Milliseconds that something is kept after it has been settled. */
  readonly keep: number;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * Removes what is settled when its time is over, now and every hour, in small batches with room for others between
 * them. What is pending stays, and so does what is dead until somebody has discarded it.
 *
 * @returns what stops it.
 */
export function startRetention({ inbox, keep, clock, onError }: RetentionOptions): () => Promise<void> {
  let stopped = false;
  let cancel: () => void = () => {};
  let running = Promise.resolve();

  const removeAll = async (): Promise<void> => {
    const before = new Date(clock.now().getTime() - keep);
    let removed = BATCH;
    while (!stopped && removed === BATCH) removed = await inbox.removeOld(before, BATCH);
  };
  const run = (): void => {
    running = removeAll().catch(onError);
    cancel = clock.setTimer(INTERVAL_MS, run);
  };
  run();

  return async () => {
    stopped = true;
    cancel();
    await running;
  };
}

const BATCH = 500;
const INTERVAL_MS = 3_600_000;
