import type { AsyncLocalStorage } from 'node:async_hooks';
import type { EventType } from '@partner-webhooks/types';
import type { Clock } from '../clock.ts';
import { errorText, isInstance } from '../error-text.ts';
import { InvalidCallError, StatementError } from '../errors.ts';
import type { Claim, Failure, Outcome } from '../model.ts';
import { type AttemptEffects, collectEffects } from './attempt-effects.ts';
import type { DispatcherOptions } from './dispatcher-options.ts';
import type { Handler, HandlerLog } from './handler.ts';
import { callListener } from './listener.ts';
import { PermanentError, retryDelay } from './retry.ts';
import { type AttemptSpan, startAttemptSpan } from './trace.ts';

/** One attempt to handle a notification. None of its promises rejects. */
export interface Attempt {
  readonly claim: Claim;
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
  /** Ends the attempt because another process has the notification by now. Nothing of it is recorded. */
  lose(): void;
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
  const { clock, context, inbox } = options;
  const log = logOf(claim, options);
  const startedMs = clock.monotonicMs();
  const cut = Promise.withResolvers<Result>();
  const controller = new AbortController();
  const effects = collectEffects(inbox);
  const span = startAttemptSpan(claim);

  const cutShort = (result: Result): void => {
    effects.end();
    cut.resolve(result);
  };
  const fail = async (cause: unknown): Promise<void> => {
    const failure = failureOf(claim, cause, span, options);
    cutShort(failure);
    const result = await ended;
    await recorded;
    // What the handler has written is committed, and must not be written again.
    if (result.state === 'handled' && !result.effects)
      await retryWrite(() => inbox.revoke(claim, failure), options);
  };
  const lose = (): void => {
    cutShort({ state: 'lost' });
    controller.abort(new Error('the lease has expired, and another process may handle the notification'));
  };
  const handled = span.run(() =>
    context.run({ claim, fail }, () => callHandler(claim, log, controller, effects, span, options)),
  );
  const ended = Promise.race([handled, cut.promise]);
  const recorded = ended.then(async (result) => {
    if (result.state !== 'handled') effects.discard();
    const reported = (outcome: Outcome) => {
      span.end(outcome.state === 'pending' ? 'failed' : outcome.state);
      report(claim, outcome, clock.monotonicMs() - startedMs, log, options);
    };
    if (result.state === 'lost' || result.state === 'interrupted') span.end(result.state);
    if (result.state === 'lost') return callListener(options.onFault, () => log.warn({}, LOST));
    if (result.state === 'interrupted')
      return void (await retryWrite(() => inbox.interrupt(claim.id, claim), options));
    const record = (outcome: Outcome) => retryWrite(() => inbox.complete(claim.id, outcome, claim), options);
    if (result.state !== 'handled' || !result.effects) {
      reported(result);
      return void (await record(result));
    }
    // Whether it is handled shows when its statements are carried out.
    const recording = await record(result);
    if (recording === 'recorded') return reported(result);
    if (recording === 'given up') return span.end('unrecorded');
    const failure = failureOf(claim, recording, span, options);
    reported(failure);
    return void (await record(failure));
  });
  return {
    claim,
    ended,
    recorded,
    fail,
    interrupt: () => cutShort({ state: 'interrupted' }),
    lose,
  };
}

const LOST = 'the lease has expired: the attempt is given up';

type Result = Outcome | { readonly state: 'interrupted' } | { readonly state: 'lost' };

/** Never rejects: an error is an outcome. */
async function callHandler(
  claim: Claim,
  log: HandlerLog,
  controller: AbortController,
  effects: AttemptEffects,
  span: AttemptSpan,
  options: AttemptOptions,
): Promise<Outcome> {
  const { handlers, timeout, retry, clock } = options;
  const { notification, interrupted = false, traceContext: _, ...context } = claim;
  const { eventType } = notification;
  // The process ended during the last attempt, perhaps because of it. Without this limit it could end the process again
  // and again. If the limit was lowered since, the notification gets one more attempt.
  if (claim.attempt > retry.maxAttempts && interrupted)
    return { state: 'dead', error: 'the process ended during the last attempt' };
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const cancelTimeout = clock.setTimer(timeout, () => {
    const error = new Error(`the handler did not end within ${timeout} ms`);
    effects.end();
    reject(error);
    controller.abort(error);
  });
  try {
    // `Handlers` pairs each event type with its handler; TypeScript cannot follow that through a union.
    const handler = handlers[eventType] as Handler<EventType> | undefined;
    if (typeof handler !== 'function') throw new Error(`there is no handler for event type ${eventType}`);
    const { signal } = controller;
    // A handler that ignores the signal cannot be stopped. It is no longer awaited.
    const { write, read, transaction } = effects;
    await Promise.race([
      handler(notification, { ...context, signal, log, write, read, transaction }),
      timedOut,
    ]);
    effects.end();
    const taken = effects.take();
    return { state: 'handled', ...(taken && { effects: taken }) };
  } catch (cause) {
    return failureOf(claim, cause, span, options);
  } finally {
    effects.end();
    cancelTimeout();
  }
}

function failureOf(
  claim: Claim,
  cause: unknown,
  span: AttemptSpan,
  { retry, clock, random = Math.random }: AttemptOptions,
): Failure {
  span.fail(cause);
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
 *
 * @returns the error of a statement of the handler, if one has failed: it would fail again.
 */
async function retryWrite(
  write: () => Promise<void>,
  options: AttemptOptions,
): Promise<'recorded' | 'given up' | StatementError> {
  const { stopping, onInboxError, onFault, clock } = options;
  for (let delayMs = FIRST_WRITE_RETRY_MS; ; delayMs = Math.min(delayMs * 2, MAX_WRITE_RETRY_MS)) {
    const isLast = stopping.aborted;
    try {
      await write();
      return 'recorded';
    } catch (error) {
      if (isInstance(error, StatementError)) return error;
      callListener(onFault, () => onInboxError(error));
      // An invalid call stays invalid.
      if (isLast || isInstance(error, InvalidCallError)) return 'given up';
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
