import type { EventType } from '@partner-webhooks/types';
import type { Clock } from '../clock.ts';
import type { Inbox } from '../inbox.ts';
import type { Claim } from '../model.ts';
import type { HandlerLog, Handlers } from './handler.ts';
import type { RetryPolicy } from './retry.ts';

/** Settings of a dispatcher. */
export interface DispatcherOptions {
  readonly inbox: Inbox;
  readonly handlers: Handlers;
  /** How many notifications are handled at the same time. */
  readonly concurrency: number;
  /** How long an attempt may take, in milliseconds. */
  readonly timeout: number;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  /** The jitter of retries: returns a number from 0 (included) to 1 (excluded). The default is `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Creates the log for the handler of a notification. */
  readonly logFor: (claim: Claim) => HandlerLog;
  /** Called when a call of the inbox has failed. The dispatcher repeats the call. */
  readonly onInboxError: (error: unknown) => void;
  /** Called after every attempt. */
  readonly onAttempt?: (report: AttemptReport) => void;
  /** Called when `logFor`, the log, `onInboxError` or `onAttempt` has thrown. The dispatcher continues. */
  readonly onFault?: (error: unknown) => void;
}

/** How an attempt ended and how long it took. */
export interface AttemptReport {
  readonly eventType: EventType;
  /** `failed`: it is retried. `dead`: it failed and was the last one. */
  readonly outcome: 'handled' | 'failed' | 'dead';
  readonly milliseconds: number;
}
