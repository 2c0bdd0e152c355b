/** The time of day, the passing of time, and timers. A parameter, so that tests can control time. */
export interface Clock {
  /** The time of day. */
  now(): Date;
  /** Milliseconds since an arbitrary moment, to measure durations. It never goes back. */
  monotonicMs(): number;
  /**
   * Calls a function once after `ms` milliseconds, of any length. The timer does not keep the process alive: a program
   * that ends awaits explicitly what must be done first.
   *
   * @returns a function that cancels the timer.
   */
  setTimer(ms: number, run: () => void): () => void;
}

/**
 * The clock of this machine. Its time of day can be set back.
 *
 * @example A clock that is one hour fast.
 * ```ts
 * const fast: Clock = { ...systemClock, now: () => new Date(Date.now() + 3_600_000) };
 * ```
 */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  setTimer(ms, run) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const next = leftMs > MAX_TIMER_MS ? () => wait(leftMs - MAX_TIMER_MS) : run;
      timer = setTimeout(next, Math.min(leftMs, MAX_TIMER_MS)).unref();
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

// 2^31 - 1 ms, nearly 25 days. Node runs a longer timer after 1 ms.
const MAX_TIMER_MS = 2_147_483_647;
