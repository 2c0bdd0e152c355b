/** Thrown by a handler for a notification that no further attempt can help. It is dead at once. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** How attempts that failed are repeated. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Longest wait after the first attempt, in milliseconds. It doubles with each further one. */
  readonly firstDelay: number;
  /** Longest wait of all, in milliseconds. */
  readonly maxDelay: number;
}

/** Eight attempts, which takes five minutes on average and eleven at most: time for a database to come back. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 8, firstDelay: 5_000, maxDelay: 900_000 };

/**
 * How long to wait after a failed attempt: exponential backoff with full jitter, so that what failed together does not
 * come back together.
 *
 * @param attempt the attempt that failed, from 1.
 * @param random a number from 0 (included) to 1 (excluded).
 * @returns milliseconds, or `undefined` where there is no further attempt.
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random: number): number | undefined {
  if (attempt >= policy.maxAttempts) return undefined;
  const longest = Math.min(policy.maxDelay, policy.firstDelay * 2 ** (attempt - 1));
  return Math.floor(random * longest);
}
