import type { Random } from './random.ts';
import type { Answer, Sender } from './sender.ts';

/** How a sender tries again. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Milliseconds, at most, before the second attempt. Doubled before each further one; chance takes up to half of it. */
  readonly firstDelay: number;
  readonly longestDelay: number;
}

/** What is used where nothing else is said: a quarter to half a minute in all. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 10, firstDelay: 100, longestDelay: 10_000 };

/** What waiting needs. */
export interface Waiting {
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly random: Random;
}

/**
 * A sender that tries again where trying again can help: there was no answer, or the receiver cannot take the
 * notification now (408, 429, 500, 502, 503, 504). It waits longer each time, up to half of it by chance so that many
 * senders do not come back at once, and never less than the receiver asks for.
 */
export function withRetries(sender: Sender, policy: RetryPolicy, { wait, random }: Waiting): Sender {
  return {
    ...sender,
    async send(request) {
      for (let attempt = 1; ; attempt += 1) {
        const answer = { ...(await sender.send(request)), retries: attempt - 1 };
        if (attempt === policy.maxAttempts || !canBeRetried(answer)) return answer;
        await wait(delayBefore(attempt, answer, policy, random));
      }
    },
  };
}

function canBeRetried({ status }: Answer): boolean {
  return status === undefined || RETRIED_STATUSES.has(status);
}

// The contract's answers that tell the sender to send again. A gateway before the receiver adds 502 and 504.
const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

function delayBefore(attempt: number, answer: Answer, policy: RetryPolicy, random: Random): number {
  const longest = Math.min(policy.longestDelay, policy.firstDelay * 2 ** (attempt - 1));
  const backoff = longest * (0.5 + random() / 2);
  const asked = answer.status === undefined ? 0 : (answer.retryAfter ?? 0);
  return Math.max(backoff, asked);
}
