import type { EventType } from '@partner-webhooks/types';
import type { Handler, HandlerLog, Handlers } from './handler.ts';
import type { Claim, Inbox, Outcome } from './inbox.ts';
import { PermanentError, type RetryPolicy, retryDelay } from './retry.ts';

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly inbox: Inbox;
  readonly handlers: Handlers;
  /** How many notifications are handled at the same time. */
  readonly concurrency: number;
  /** Milliseconds that an attempt may take. */
  readonly timeout: number;
  readonly retry: RetryPolicy;
  readonly now: () => Date;
  /** A number from 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** Calls back after some milliseconds, unless it is told not to. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** The log that a notification's handler writes to. */
  readonly logFor: (claim: Claim) => HandlerLog;
  /** Told when the inbox could not be asked; the dispatcher tries again by itself. */
  readonly onInboxError: (error: unknown) => void;
  /** Told of every attempt that has ended. */
  readonly onAttempt?: (report: AttemptReport) => void;
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
}

/** Makes a dispatcher. It does nothing until it is woken. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { inbox, concurrency, now, after, onInboxError } = options;
  const running = new Set<Promise<void>>();
  // Handlers that have not ended.
  let busy = 0;
  let claiming: Promise<void> | undefined;
  let cancelAlarm: () => void = () => {};
  let stopped = false;
  let woken = false;

  const run = (claim: Claim): void => {
    const { handled, settled } = handle(claim, options);
    running.add(settled);
    busy += 1;
    // Its place is free when the handler has ended: what comes next is then claimed in the transaction that settles it.
    void handled.then(() => {
      busy -= 1;
      wake();
    });
    void settled.then(() => {
      running.delete(settled);
      wake();
    });
  };

  const claimAll = async (): Promise<void> => {
    while (woken && !stopped && busy < concurrency) {
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
    cancelAlarm();
    if (due && !stopped) cancelAlarm = after(Math.max(1, due.getTime() - now().getTime()), wake);
  };

  const wake = (): void => {
    woken = true;
    if (stopped || claiming) return;
    claiming = endOfTurn()
      .then(claimAll)
      .catch((error: unknown) => {
        onInboxError(error);
        cancelAlarm();
        if (!stopped) cancelAlarm = after(INBOX_RETRY, wake);
        woken = false;
      })
      .finally(() => {
        claiming = undefined;
        // Woken after the last look into the inbox and before this line.
        if (woken && busy < concurrency) wake();
      });
  };

  return {
    wake,
    async stop() {
      stopped = true;
      cancelAlarm();
      await claiming;
      await Promise.all(running);
    },
  };
}

/** When everything that is ready to run has run: handlers that end together are settled and replaced together. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

// Milliseconds until an inbox that could not be asked is asked again.
const INBOX_RETRY = 1_000;

/** Calls the handler. @returns when it has ended, and when the inbox knows how. */
function handle(
  claim: Claim,
  options: DispatcherOptions,
): { handled: Promise<unknown>; settled: Promise<void> } {
  const { now, onAttempt } = options;
  const log = options.logFor(claim);
  const startedAt = now().getTime();
  const handled = attempt(claim, log, options);
  const settled = handled.then((outcome) => {
    onAttempt?.({
      eventType: claim.notification.eventType,
      outcome: outcome.state === 'pending' ? 'failed' : outcome.state,
      milliseconds: now().getTime() - startedAt,
    });
    if (outcome.state === 'pending')
      log.warn({ attempt: claim.attempt, error: outcome.error }, 'attempt failed');
    if (outcome.state === 'dead')
      log.error({ attempt: claim.attempt, error: outcome.error }, 'notification is dead');
    return settle(claim.id, outcome, options);
  });
  return { handled, settled };
}

async function attempt(claim: Claim, log: HandlerLog, options: DispatcherOptions): Promise<Outcome> {
  const { handlers, timeout, retry, now, random, after } = options;
  const { id, notification, receivedAt, deliveries, stale, replays, repeats } = claim;
  // Every attempt has been cut short by the end of the process, perhaps by its own doing. It must not go on for ever.
  if (claim.attempt > retry.maxAttempts)
    return { state: 'dead', error: 'the process ended during the last attempt' };
  // The registry of handlers pairs each event type with its handler; TypeScript cannot follow that through a union.
  const handler = handlers[notification.eventType] as Handler<EventType>;
  const controller = new AbortController();
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const cancel = after(timeout, () => {
    const error = new Error(`the handler did not end within ${timeout} ms`);
    controller.abort(error);
    reject(error);
  });
  const context = {
    id,
    attempt: claim.attempt,
    receivedAt,
    deliveries,
    stale,
    replays,
    ...(repeats !== undefined && { repeats }),
    signal: controller.signal,
    log,
  };
  try {
    // A handler that ignores the signal cannot be stopped; it is no longer waited for.
    await Promise.race([handler(notification, context), timedOut]);
    return { state: 'handled' };
  } catch (cause) {
    const error = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const delay = cause instanceof PermanentError ? undefined : retryDelay(retry, claim.attempt, random());
    if (delay === undefined) return { state: 'dead', error };
    return { state: 'pending', error, dueAt: new Date(now().getTime() + delay) };
  } finally {
    cancel();
  }
}

/** Tries until the inbox takes the outcome: without it, the notification and its successors would never move again. */
async function settle(id: string, outcome: Outcome, options: DispatcherOptions): Promise<void> {
  const { inbox, after, onInboxError } = options;
  for (let tries = 1; tries <= MAX_SETTLE_TRIES; tries += 1) {
    try {
      await inbox.settle(id, outcome);
      return;
    } catch (error) {
      onInboxError(error);
      await new Promise<void>((resolve) => after(INBOX_RETRY, resolve));
    }
  }
}

// A minute. After that the next start of the receiver hands the notification out again.
const MAX_SETTLE_TRIES = 60;
