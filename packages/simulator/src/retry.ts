import { type Clock, sleep } from './clock.ts';
import type { Random } from './random.ts';
import type { Sender, SendResult } from './sender.ts';

/** How a sender retries: with exponential backoff and jitter. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Milliseconds, at most, before the second attempt. Doubled before each further one; jitter takes up to half of it. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** The default: all attempts take a quarter to half a minute together. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 10, firstDelayMs: 100, maxDelayMs: 10_000 };

/** What retrying depends on. */
export interface RetryEnvironment {
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * A sender that retries if a retry can succeed: there was no response, or the receiver cannot receive the notification
 * now (408, 429, 500, 502, 503, 504). Jitter keeps many senders from retrying at the same time. The delay is never
 * shorter than the response's `Retry-After`.
 */
export function withRetries(
  sender: Sender,
  policy: RetryPolicy,
  { clock, random }: RetryEnvironment,
): Sender {
  return {
    ...sender,
    async send(request) {
      for (let attempt = 1; ; attempt += 1) {
        const result = { ...(await sender.send(request)), retries: attempt - 1 };
        if (attempt === policy.maxAttempts || !canBeRetried(result)) return result;
        await sleep(clock, delayBefore(attempt, result, policy, random));
      }
    },
  };
}

function canBeRetried({ status }: SendResult): boolean {
  return status === undefined || RETRIED_STATUSES.has(status);
}

// The contract's responses after which the sender should retry. A gateway before the receiver adds 502 and 504.
const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

function delayBefore(attempt: number, result: SendResult, policy: RetryPolicy, random: Random): number {
  const longest = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  const backoff = longest * (0.5 + random() / 2);
  const requested = result.status === undefined ? 0 : (result.retryAfterMs ?? 0);
  return Math.max(backoff, requested);
}
