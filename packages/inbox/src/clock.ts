/** Time as a program sees it. It is passed in, so that a test sets it. */
export interface Clock {
  /** The time of day. */
  now(): Date;
  /** Milliseconds since an arbitrary moment. It never goes back. */
  monotonicMs(): number;
  /**
   * Calls a function once, after any number of milliseconds. The timer keeps no process alive: the end of a process
   * waits by name for what has to be done first.
   *
   * @returns what cancels it.
   */
  setTimer(ms: number, run: () => void): () => void;
}

/** The clock of this machine. Its time of day can be set back. */
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

// Node calls back after 1 ms where it is asked to wait for longer: 2^31 - 1 ms, nearly 25 days.
const MAX_TIMER_MS = 2_147_483_647;
