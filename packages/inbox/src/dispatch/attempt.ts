import type { AsyncLocalStorage } from 'node:async_hooks';
import type { EventType } from '@partner-webhooks/types';
import type { Clock } from '../clock.ts';
import { errorText, isInstance } from '../error-text.ts';
import { InvalidCallError } from '../errors.ts';
import type { Claim, Failure, Outcome } from '../model.ts';
import type { DispatcherOptions } from './dispatcher-options.ts';
import type { Handler, HandlerLog } from './handler.ts';
import { callListener } from './listener.ts';
import { PermanentError, retryDelay } from './retry.ts';

/** One attempt to handle a notification. None of its promises rejects. */
export interface Attempt {
  /** Resolves when the attempt has ended: its handler has returned, thrown, timed out, or is no longer awaited. */
  readonly ended: Promise<unknown>;
  /** Resolves when the outcome is recorded in the inbox, or given up: one try after `stopping` was aborted. */
  readonly recorded: Promise<void>;
  /**
   * Fails the attempt, even if its handler has returned: something that the handler left running has failed.
   *
   * @returns a promise that resolves when the failure is recorded.
   */
  fail(cause: unknown): Promise<void>;
  /** Ends the attempt without an outcome because the process ends. It does not count. */
  interrupt(): void;
}

/** What an attempt needs besides the claim. */
export interface AttemptOptions extends DispatcherOptions {
  /** Aborted when the dispatcher is stopped. */
  readonly stopping: AbortSignal;
  /** Identifies the attempt in everything that its handler has started. */
  readonly context: AsyncLocalStorage<AttemptContext>;
}

/** The context in which a handler and everything that it starts run. */
export interface AttemptContext extends Pick<Attempt, 'fail'> {
  readonly claim: Claim;
}

/** Calls the handler of a claimed notification and records the outcome in the inbox. */
export function startAttempt(claim: Claim, options: AttemptOptions): Attempt {
  const { inbox, clock, context } = options;
  const log = logOf(claim, options);
  const startedMs = clock.monotonicMs();
  const cutShort = Promise.withResolvers<Result>();

  const fail = async (cause: unknown): Promise<void> => {
    const failure = failureOf(claim, cause, options);
    cutShort.resolve(failure);
    const result = await ended;
    await recorded;
    if (result.state === 'handled') await retryWrite(() => inbox.revoke(claim, failure), options);
  };
  const handled = context.run({ claim, fail }, () => callHandler(claim, log, options));
  const ended = Promise.race([handled, cutShort.promise]);
  const recorded = ended.then((result) => {
    if (result.state === 'interrupted') return retryWrite(() => inbox.interrupt(claim.id, claim), options);
    report(claim, result, clock.monotonicMs() - startedMs, log, options);
    return retryWrite(() => inbox.complete(claim.id, result, claim), options);
  });
  return { ended, recorded, fail, interrupt: () => cutShort.resolve({ state: 'interrupted' }) };
}

type Result = Outcome | { readonly state: 'interrupted' };

/** Never rejects: an error is an outcome. */
async function callHandler(claim: Claim, log: HandlerLog, options: AttemptOptions): Promise<Outcome> {
  const { handlers, timeout, retry, clock } = options;
  const { notification, interrupted = false, ...context } = claim;
  const { eventType } = notification;
  // The process ended during the last attempt, perhaps because of it. Without this limit it could end the process again
  // and again. If the limit was lowered since, the notification gets one more attempt.
  if (claim.attempt > retry.maxAttempts && interrupted)
    return { state: 'dead', error: 'the process ended during the last attempt' };
  const controller = new AbortController();
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const cancelTimeout = clock.setTimer(timeout, () => {
    const error = new Error(`the handler did not end within ${timeout} ms`);
    reject(error);
    controller.abort(error);
  });
  try {
    // `Handlers` pairs each event type with its handler; TypeScript cannot follow that through a union.
    const handler = handlers[eventType] as Handler<EventType> | undefined;
    if (typeof handler !== 'function') throw new Error(`there is no handler for event type ${eventType}`);
    // A handler that ignores the signal cannot be stopped. It is no longer awaited.
    await Promise.race([handler(notification, { ...context, signal: controller.signal, log }), timedOut]);
    return { state: 'handled' };
  } catch (cause) {
    return failureOf(claim, cause, options);
  } finally {
    cancelTimeout();
  }
}

function failureOf(
  claim: Claim,
  cause: unknown,
  { retry, clock, random = Math.random }: AttemptOptions,
): Failure {
  const error = errorText(cause);
  const delayMs = isInstance(cause, PermanentError) ? undefined : retryDelay(retry, claim.attempt, random());
  if (delayMs === undefined) return { state: 'dead', error };
  return { state: 'pending', error, dueAt: new Date(clock.now().getTime() + delayMs) };
}

/** Reports an outcome to `onAttempt` and to the log. An error of either does not keep the outcome from being recorded. */
function report(
  { notification: { eventType }, attempt }: Claim,
  outcome: Outcome,
  milliseconds: number,
  log: HandlerLog,
  { onAttempt, onFault }: AttemptOptions,
): void {
  const { state } = outcome;
  callListener(onFault, () =>
    onAttempt?.({ eventType, outcome: state === 'pending' ? 'failed' : state, milliseconds }),
  );
  callListener(onFault, () => {
    if (state === 'pending') log.warn({ attempt, error: outcome.error }, 'attempt failed');
    if (state === 'dead') log.error({ attempt, error: outcome.error }, 'notification is dead');
  });
}

/** A notification is handled even if its log cannot be created. */
function logOf(claim: Claim, { logFor, onFault }: AttemptOptions): HandlerLog {
  return callListener(onFault, () => logFor(claim)) ?? SILENT;
}

const SILENT: HandlerLog = { info() {}, warn() {}, error() {} };

/**
 * Repeats a write until the inbox has accepted it: without its outcome, a notification blocks its successors. After the
 * dispatcher was stopped, it tries once more; the next start repairs what could not be written then.
 */
async function retryWrite(write: () => Promise<void>, options: AttemptOptions): Promise<void> {
  const { stopping, onInboxError, onFault, clock } = options;
  for (let delayMs = FIRST_WRITE_RETRY_MS; ; delayMs = Math.min(delayMs * 2, MAX_WRITE_RETRY_MS)) {
    const isLast = stopping.aborted;
    try {
      return await write();
    } catch (error) {
      callListener(onFault, () => onInboxError(error));
      // An invalid call stays invalid.
      if (isLast || isInstance(error, InvalidCallError)) return;
    }
    await pause(delayMs, clock, stopping);
  }
}

// Delays between two tries. 15 seconds at most, so that the outcomes are written soon after the inbox is available again.
const FIRST_WRITE_RETRY_MS = 1_000;
const MAX_WRITE_RETRY_MS = 15_000;

function pause(ms: number, clock: Clock, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      stopping.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.setTimer(ms, end);
    stopping.addEventListener('abort', end);
  });
}
