import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventType } from '@partner-webhooks/types';
import type { Claim } from '../model.ts';
import { type Attempt, type AttemptContext, type AttemptOptions, startAttempt } from './attempt.ts';
import type { DispatcherOptions } from './dispatcher-options.ts';
import { callListener } from './listener.ts';

/** Claims notifications from the inbox and calls their handlers. */
export interface Dispatcher {
  /** Makes the dispatcher look for due notifications. Returns at once; extra calls do no harm. */
  wake(): void;
  /** Stops claiming. @returns a promise that resolves when the running handlers have ended and are recorded. */
  stop(): Promise<void>;
  /**
   * Stops claiming and ends the running attempts because the process ends. They do not count, and their notifications are
   * pending again when `stop` resolves.
   */
  interrupt(): void;
  /**
   * Takes over an error that nothing awaits. Call it in the listener of `uncaughtException` and `unhandledRejection`. If
   * a handler started what failed, its attempt fails, even if the handler has returned. The dispatcher stops claiming,
   * and the process should end.
   *
   * @returns the notification of that handler; `undefined` if no handler started what failed.
   */
  failUncaught(error: unknown): UncaughtFailure | undefined;
}

/** The attempt whose handler started what failed. */
export interface UncaughtFailure {
  /** The id of the notification. */
  readonly id: string;
  readonly eventType: EventType;
  readonly attempt: number;
}

/**
 * Creates a dispatcher. It does nothing until `wake` is called: once after the start, and after each notification that
 * the inbox has received.
 *
 * @example
 * ```ts
 * const dispatcher = createDispatcher({
 *   inbox,
 *   handlers,
 *   concurrency: 4,
 *   timeout: 30_000,
 *   retry: DEFAULT_RETRY,
 *   clock: systemClock,
 *   logFor: ({ id }) => logger.child({ id }),
 *   onInboxError: (error) => logger.error({ err: error }, 'the inbox does not respond'),
 * });
 * dispatcher.wake();
 * process.once('SIGTERM', () => dispatcher.stop());
 * ```
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { inbox, concurrency, clock, onInboxError, onFault } = options;
  const stopper = new AbortController();
  const stopping = stopper.signal;
  const context = new AsyncLocalStorage<AttemptContext>();
  const attemptOptions: AttemptOptions = { ...options, stopping, context };
  const running = new Set<Attempt>();
  // Outcomes that are not in the inbox yet.
  const unrecorded = new Set<Promise<void>>();
  let claiming: Promise<void> | undefined;
  let cancelAlarm: () => void = () => {};
  let woken = false;

  const run = (claim: Claim): void => {
    const attempt = startAttempt(claim, attemptOptions);
    running.add(attempt);
    trackRecording(attempt.recorded);
    // It no longer counts against the concurrency once it has ended, so the next claim shares the transaction that records
    // its outcome.
    void attempt.ended.then(() => {
      running.delete(attempt);
      wake();
    });
  };

  const trackRecording = (recorded: Promise<void>): void => {
    unrecorded.add(recorded);
    void recorded.then(() => {
      unrecorded.delete(recorded);
      wake();
    });
  };

  /** While outcomes cannot be recorded, nothing is claimed: each claim would add another outcome to record. */
  const hasRoom = () => running.size < concurrency && unrecorded.size < 2 * concurrency;

  const claimAll = async (): Promise<void> => {
    while (woken && !stopping.aborted && hasRoom()) {
      woken = false;
      const claims = await inbox.claim(concurrency - running.size);
      claims.forEach(run);
      if (claims.length > 0) woken = true;
      else await setAlarm();
    }
  };

  /** Wakes the dispatcher when the next notification is due. */
  const setAlarm = async (): Promise<void> => {
    const due = await inbox.nextDue();
    if (due) wakeAfter(Math.min(Math.max(1, due.getTime() - clock.now().getTime()), MAX_ALARM_MS));
  };

  const wakeAfter = (ms: number): void => {
    cancelAlarm();
    if (!stopping.aborted) cancelAlarm = clock.setTimer(ms, wake);
  };

  const wake = (): void => {
    woken = true;
    if (stopping.aborted || claiming) return;
    claiming = nextTick()
      .then(claimAll)
      .catch((error: unknown) => {
        woken = false;
        wakeAfter(CLAIM_RETRY_MS);
        callListener(onFault, () => onInboxError(error));
      })
      .finally(() => {
        claiming = undefined;
        // `wake` was called after the last claim and before this line.
        if (woken && hasRoom()) wake();
      });
  };

  const unwatchLost = inbox.watchLost(({ id, attempt, replays }) => {
    for (const each of running) {
      const { claim } = each;
      if (claim.id === id && claim.attempt === attempt && claim.replays === replays) each.lose();
    }
  });

  const stopClaiming = (): void => {
    stopper.abort();
    cancelAlarm();
  };

  return {
    wake,
    async stop() {
      stopClaiming();
      await claiming;
      // `failUncaught` can add more while these are awaited.
      while (unrecorded.size > 0) await Promise.all(unrecorded);
      unwatchLost();
    },
    interrupt() {
      stopClaiming();
      for (const attempt of running) attempt.interrupt();
    },
    failUncaught(error) {
      stopClaiming();
      const attempted = context.getStore();
      if (!attempted) return undefined;
      trackRecording(attempted.fail(error));
      const { id, notification, attempt } = attempted.claim;
      return { id, eventType: notification.eventType, attempt };
    },
  };
}

/** Lets everything run that is ready, so that handlers that end together are recorded and replaced in one transaction. */
function nextTick(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

// Delay before the next claim after a claim has failed.
const CLAIM_RETRY_MS = 1_000;

// Longest alarm. The clock may be set forward before the next notification is due.
const MAX_ALARM_MS = 60_000;
