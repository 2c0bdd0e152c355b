/**
 * Thrown by a handler if no further attempt can succeed. The notification is dead at once.
 *
 * @example
 * ```ts
 * if (!customer) throw new PermanentError(`customer ${payload.customerId} does not exist`);
 * ```
 */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** How failed attempts are retried. */
export interface RetryPolicy {
  /** How many attempts there are, the first one included. */
  readonly maxAttempts: number;
  /** Longest delay after the first attempt, in milliseconds. It doubles with each further attempt. */
  readonly firstDelay: number;
  /** Longest delay after any attempt, in milliseconds. */
  readonly maxDelay: number;
}

/** Eight attempts within 5 minutes on average and 11 at most: time for a database to come back. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 8, firstDelay: 5_000, maxDelay: 900_000 };

/**
 * The delay before a retry: exponential backoff with full jitter, so that attempts that failed together are not retried
 * together.
 *
 * @param attempt the attempt that failed, 1 for the first.
 * @param random a number from 0 (included) to 1 (excluded).
 * @returns whole milliseconds; `undefined` if there is no further attempt.
 * @example
 * ```ts
 * retryDelay(DEFAULT_RETRY, 1, 0.5); // 2500: half of the longest delay after the first attempt
 * retryDelay(DEFAULT_RETRY, 8, 0.5); // undefined: the eighth attempt was the last
 * ```
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random: number): number | undefined {
  if (attempt >= policy.maxAttempts) return undefined;
  const longest = Math.min(policy.maxDelay, policy.firstDelay * 2 ** (attempt - 1));
  return Math.floor(random * longest);
}
