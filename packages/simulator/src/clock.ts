/** Time as a program sees it. Tests pass their own. */
export interface Clock {
  readonly now: () => Date;
  /** Milliseconds since an arbitrary moment; never goes back. */
  readonly monotonicMs: () => number;
  /** Runs a callback once, after `milliseconds`. @returns a function that cancels it. */
  readonly setTimer: (milliseconds: number, run: () => void) => () => void;
}

/** The clock and the timers of this process. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  setTimer(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `milliseconds`. */
export function sleep({ setTimer }: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimer(milliseconds, resolve);
  });
}

/** Runs a callback every `milliseconds`. @returns a function that stops it. */
export function repeat({ monotonicMs, setTimer }: Clock, milliseconds: number, run: () => void): () => void {
  let dueAt = monotonicMs();
  let cancel = () => {};
  const schedule = () => {
    // Counted from the start, so that late timers do not add up.
    dueAt += milliseconds;
    cancel = setTimer(Math.max(0, dueAt - monotonicMs()), () => {
      schedule();
      run();
    });
  };
  schedule();
  return () => cancel();
}
