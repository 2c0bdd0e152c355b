import type { Clock } from '../clock.ts';
import type { Inbox } from '../inbox.ts';

/** Settings of {@link startRetention}. */
export interface RetentionOptions {
  readonly inbox: Inbox;
  /** How long handled, discarded and quarantined entries are kept, in milliseconds. */
  readonly keep: number;
  readonly clock: Clock;
  /** Called when a removal has failed. It is tried again an hour later. */
  readonly onError: (error: unknown) => void;
}

/**
 * Removes old entries from the inbox, now and every hour, in batches that leave room for other calls. Pending
 * notifications stay, and dead ones stay until an operator discards or replays them.
 *
 * @returns a function that stops it. Its promise resolves when a running removal has ended.
 * @example
 * ```ts
 * const stop = startRetention({
 *   inbox,
 *   keep: 90 * 86_400_000,
 *   clock: systemClock,
 *   onError: (error) => console.error(errorText(error)),
 * });
 * ```
 */
export function startRetention({ inbox, keep, clock, onError }: RetentionOptions): () => Promise<void> {
  let stopped = false;
  let cancel: () => void = () => {};
  let running = Promise.resolve();

  const removeAll = async (): Promise<void> => {
    const before = new Date(clock.now().getTime() - keep);
    let removed = ENTRIES_PER_BATCH;
    while (!stopped && removed === ENTRIES_PER_BATCH)
      removed = await inbox.removeOld(before, ENTRIES_PER_BATCH);
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

const ENTRIES_PER_BATCH = 500;
const INTERVAL_MS = 3_600_000;
