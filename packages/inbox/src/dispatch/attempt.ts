import type { AsyncLocalStorage } from 'node:async_hooks';
import type { EventType } from '@partner-webhooks/types';
import type { Clock } from '../clock.ts';
import { errorText, isInstance } from '../error-text.ts';
import { InvalidCallError } from '../errors.ts';
import type { Claim, Failure, Outcome } from '../model.ts';
import type { DispatcherOptions } from './dispatcher.ts';
import type { Handler, HandlerLog } from './handler.ts';
import { PermanentError, retryDelay } from './retry.ts';

/** One attempt to handle a notification. None of its promises rejects. */
export interface Attempt {
  /** Resolves when the attempt has ended: the handler has, or is no longer waited for. */
  readonly ended: Promise<unknown>;
  /** Resolves when the inbox knows how it ended; at the latest one try after `stopping` has been aborted. */
  readonly settled: Promise<void>;
  /**
   * Counts the attempt as failed, also where its handler has returned: what it left running has failed.
   *
   * @returns when the inbox knows.
   */
  fail(cause: unknown): Promise<void>;
  /** Ends it without a result, because the process ends. It does not count. */
  interrupt(): void;
}

/** What an attempt needs besides the claim. */
export interface AttemptOptions extends DispatcherOptions {
  /** Aborted when the dispatcher is stopped. */
  readonly stopping: AbortSignal;
  /** Tells, in whatever a handler has started, whose handler it was. */
  readonly context: AsyncLocalStorage<AttemptContext>;
}

/** Calls the handler of a notification, and has the inbox keep how that ended. */
export function startAttempt(claim: Claim, options: AttemptOptions): Attempt {
  const { inbox, clock, context } = options;
  const log = logOf(claim, options);
  const startedMs = clock.monotonicMs();
  const cut = Promise.withResolvers<Result>();

  const fail = async (cause: unknown): Promise<void> => {
    const failure = failureOf(claim, cause, options);
    cut.resolve(failure);
    const result = await ended;
    await settled;
    if (result.state === 'handled') await untilWritten(() => inbox.revoke(claim, failure), options);
  };
  const handled = context.run({ claim, fail }, () => callHandler(claim, log, options));
  const ended = Promise.race([handled, cut.promise]);
  const settled = ended.then((result) => {
    if (result.state === 'interrupted') return untilWritten(() => inbox.interrupt(claim.id, claim), options);
    report(claim, result, clock.monotonicMs() - startedMs, log, options);
    return untilWritten(() => inbox.complete(claim.id, result, claim), options);
  });
  return { ended, settled, fail, interrupt: () => cut.resolve({ state: 'interrupted' }) };
}

/** What a handler runs in, and all that it starts. */
export interface AttemptContext extends Pick<Attempt, 'fail'> {
  readonly claim: Claim;
}

type Result = Outcome | { readonly state: 'interrupted' };

/** Never rejects: whatever goes wrong is how the attempt ended. */
async function callHandler(claim: Claim, log: HandlerLog, options: AttemptOptions): Promise<Outcome> {
  const { handlers, timeout, retry, clock } = options;
  const { notification, interrupted = false, ...context } = claim;
  const { eventType } = notification;
  // The last attempt was cut short by the end of the process, perhaps by its own doing. It must not go on for ever. Where
  // fewer attempts are allowed now than it has had, it gets one more.
  if (claim.attempt > retry.maxAttempts && interrupted)
    return { state: 'dead', error: 'the process ended during the last attempt' };
  const controller = new AbortController();
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const cancel = clock.setTimer(timeout, () => {
    const error = new Error(`the handler did not end within ${timeout} ms`);
    reject(error);
    controller.abort(error);
  });
  try {
    // The registry of handlers pairs each event type with its handler; TypeScript cannot follow that through a union.
    const handler = handlers[eventType] as Handler<EventType> | undefined;
    if (typeof handler !== 'function') throw new Error(`there is no handler for event type ${eventType}`);
    // A handler that ignores the signal cannot be stopped; it is no longer waited for.
    await Promise.race([handler(notification, { ...context, signal: controller.signal, log }), timedOut]);
    return { state: 'handled' };
  } catch (cause) {
    return failureOf(claim, cause, options);
  } finally {
    cancel();
  }
}

function failureOf(
  claim: Claim,
  cause: unknown,
  { retry, clock, random = Math.random }: AttemptOptions,
): Failure {
  const error = errorText(cause);
  const delay = isInstance(cause, PermanentError) ? undefined : retryDelay(retry, claim.attempt, random());
  if (delay === undefined) return { state: 'dead', error };
  return { state: 'pending', error, dueAt: new Date(clock.now().getTime() + delay) };
}

/** Tells those who watch. None of them may keep the outcome from being written. */
function report(
  { notification: { eventType }, attempt }: Claim,
  outcome: Outcome,
  milliseconds: number,
  log: HandlerLog,
  { onAttempt, onFault }: AttemptOptions,
): void {
  const { state } = outcome;
  tell(onFault, () =>
    onAttempt?.({ eventType, outcome: state === 'pending' ? 'failed' : state, milliseconds }),
  );
  tell(onFault, () => {
    if (state === 'pending') log.warn({ attempt, error: outcome.error }, 'attempt failed');
    if (state === 'dead') log.error({ attempt, error: outcome.error }, 'notification is dead');
  });
}

/** A notification is handled even where its log cannot be had. */
function logOf(claim: Claim, { logFor, onFault }: AttemptOptions): HandlerLog {
  return tell(onFault, () => logFor(claim)) ?? SILENT;
}

const SILENT: HandlerLog = { info() {}, warn() {}, error() {} };

/**
 * Tries until the inbox has taken it: without its outcome, neither the notification nor its successors would move again.
 * After the dispatcher has been stopped it is tried once more; what could not be written then, the next start repairs.
 */
async function untilWritten(write: () => Promise<void>, options: AttemptOptions): Promise<void> {
  const { stopping, onInboxError, onFault, clock } = options;
  for (let delay = FIRST_RETRY_MS; ; delay = Math.min(delay * 2, MAX_RETRY_MS)) {
    const isLast = stopping.aborted;
    try {
      return await write();
    } catch (error) {
      tell(onFault, () => onInboxError(error));
      // A call that makes no sense now will make none later.
      if (isLast || isInstance(error, InvalidCallError)) return;
    }
    await pause(delay, clock, stopping);
  }
}

// From the first to the longest wait. An inbox that takes writes again is not kept waiting for long.
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 15_000;

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

/** Calls a function of the outside, which may throw. */
export function tell<T>(onFault: AttemptOptions['onFault'], run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    try {
      onFault?.(error);
    } catch {
      // The one who is told of failures fails: there is nothing left to tell it to.
    }
    return undefined;
  }
}
