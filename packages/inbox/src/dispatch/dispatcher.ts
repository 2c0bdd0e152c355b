import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventType } from '@partner-webhooks/types';
import type { Clock } from '../clock.ts';
import type { Inbox } from '../inbox.ts';
import type { Claim } from '../model.ts';
import { type Attempt, type AttemptContext, type AttemptOptions, startAttempt, tell } from './attempt.ts';
import type { HandlerLog, Handlers } from './handler.ts';
import type { RetryPolicy } from './retry.ts';

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly inbox: Inbox;
  readonly handlers: Handlers;
  /** How many notifications are handled at the same time. */
  readonly concurrency: number;
  /** Milliseconds that an attempt may take. */
  readonly timeout: number;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  /** The jitter of retries: gives a number from 0 (included) to 1 (excluded). The default is `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** The log that a notification's handler writes to. */
  readonly logFor: (claim: Claim) => HandlerLog;
  /** Told when the inbox could not be asked; the dispatcher tries again by itself. */
  readonly onInboxError: (error: unknown) => void;
  /** Told of every attempt that has ended. */
  readonly onAttempt?: (report: AttemptReport) => void;
  /** Told when one of these functions has thrown. Nothing else comes of it. */
  readonly onFault?: (error: unknown) => void;
}

/** How an attempt ended and how long it took. */
export interface AttemptReport {
  readonly eventType: EventType;
  /** `dead`: it failed, and there will be no other. */
  readonly outcome: 'handled' | 'failed' | 'dead';
  readonly milliseconds: number;
}

/** Takes notifications out of the inbox and hands them to their handlers. */
export interface Dispatcher {
  /** There may be something new in the inbox. Returns at once; called too often it does no harm. */
  wake(): void;
  /** Claims nothing more. @returns when the handlers that are running have ended. */
  stop(): Promise<void>;
  /**
   * Ends the attempts that are running, because the process ends: they do not count, and their notifications are pending
   * again. Claims nothing more; `stop` then returns.
   */
  interrupt(): void;
  /**
   * Takes over a failure that nothing awaits: call it in the listener of `uncaughtException` or `unhandledRejection`.
   * Where a handler started what failed, its attempt has failed, even where the handler has returned. Claims nothing more:
   * the process has to end.
   *
   * @returns the notification whose handler it was.
   */
  stray(error: unknown): StrayFailure | undefined;
}

/** Whose handler it was that a failure comes from which nothing awaits. */
export interface StrayFailure {
  readonly id: string;
  readonly eventType: EventType;
  readonly attempt: number;
}

/** Makes a dispatcher. It does nothing until it is woken. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { inbox, concurrency, clock, onInboxError, onFault } = options;
  const stopper = new AbortController();
  const stopping = stopper.signal;
  const context = new AsyncLocalStorage<AttemptContext>();
  const attemptOptions: AttemptOptions = { ...options, stopping, context };
  const attempts = new Set<Attempt>();
  // What the inbox has still to be told of.
  const unsettled = new Set<Promise<void>>();
  // Attempts that have not ended.
  let busy = 0;
  let claiming: Promise<void> | undefined;
  let cancelAlarm: () => void = () => {};
  let woken = false;

  const run = (claim: Claim): void => {
    const attempt = startAttempt(claim, attemptOptions);
    attempts.add(attempt);
    settling(attempt.settled);
    busy += 1;
    // Its place is free when it has ended: what comes next is then claimed in the transaction that settles it.
    void attempt.ended.then(() => {
      attempts.delete(attempt);
      busy -= 1;
      wake();
    });
  };

  const settling = (settled: Promise<void>): void => {
    unsettled.add(settled);
    void settled.then(() => {
      unsettled.delete(settled);
      wake();
    });
  };

  /** Where outcomes cannot be written, no more is claimed: each of them would be one more to write. */
  const hasRoom = () => busy < concurrency && unsettled.size < 2 * concurrency;

  const claimAll = async (): Promise<void> => {
    while (woken && !stopping.aborted && hasRoom()) {
      woken = false;
      const claims = await inbox.claim(concurrency - busy);
      claims.forEach(run);
      if (claims.length > 0) woken = true;
      else await setAlarm();
    }
  };

  /** Wakes the dispatcher when the next notification is due; nobody else would. */
  const setAlarm = async (): Promise<void> => {
    const due = await inbox.nextDue();
    if (due) wakeAfter(Math.min(Math.max(1, due.getTime() - clock.now().getTime()), MAX_ALARM_MS));
  };

  const wakeAfter = (milliseconds: number): void => {
    cancelAlarm();
    if (!stopping.aborted) cancelAlarm = clock.setTimer(milliseconds, wake);
  };

  const wake = (): void => {
    woken = true;
    if (stopping.aborted || claiming) return;
    claiming = endOfTurn()
      .then(claimAll)
      .catch((error: unknown) => {
        woken = false;
        wakeAfter(INBOX_RETRY_MS);
        tell(onFault, () => onInboxError(error));
      })
      .finally(() => {
        claiming = undefined;
        // Woken after the last look into the inbox and before this line.
        if (woken && hasRoom()) wake();
      });
  };

  const claimNoMore = (): void => {
    stopper.abort();
    cancelAlarm();
  };

  return {
    wake,
    async stop() {
      claimNoMore();
      await claiming;
      // What fails after its handler has returned comes to it meanwhile.
      while (unsettled.size > 0) await Promise.all(unsettled);
    },
    interrupt() {
      claimNoMore();
      for (const attempt of attempts) attempt.interrupt();
    },
    stray(error) {
      claimNoMore();
      const attempted = context.getStore();
      if (!attempted) return undefined;
      settling(attempted.fail(error));
      const { id, notification, attempt } = attempted.claim;
      return { id, eventType: notification.eventType, attempt };
    },
  };
}

/** When everything that is ready to run has run: handlers that end together are settled and replaced together. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

// Until an inbox that could not be asked is asked again.
const INBOX_RETRY_MS = 1_000;

// However far ahead the next notification is due, the clock may be set forward meanwhile.
const MAX_ALARM_MS = 60_000;
