import { AsyncResource } from 'node:async_hooks';
import { type Clock, systemClock } from '../src/index.ts';

/** A clock that stands still until a test moves it from one timer to the next. */
export interface VirtualClock extends Clock {
  /** Moves the clock to the next timer and runs it. @returns whether there was one. */
  advance(): boolean;
  /** Cancels all timers, as the end of a process does. */
  forget(): void;
}

/** @param startMs the first time of day, in milliseconds since 1970. */
export function createVirtualClock(startMs = 0): VirtualClock {
  let timeMs = startMs;
  let timers: { atMs: number; run: () => void }[] = [];
  return {
    now: () => new Date(timeMs),
    monotonicMs: () => timeMs,
    setTimer(ms, run) {
      // As with a real timer, it is called in the context in which it was set.
      const timer = { atMs: timeMs + ms, run: AsyncResource.bind(run) };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance() {
      const next = timers.reduce<(typeof timers)[number] | undefined>(
        (first, timer) => (first && first.atMs <= timer.atMs ? first : timer),
        undefined,
      );
      if (!next) return false;
      timers = timers.filter((timer) => timer !== next);
      timeMs = Math.max(timeMs, next.atMs);
      next.run();
      return true;
    },
    forget() {
      timers = [];
    },
  };
}

/** The clock of the machine, with a time of day that a test sets: `time`, in milliseconds since 1970. */
export function createSettableClock(startMs: number): Clock & { time: number } {
  return {
    ...systemClock,
    time: startMs,
    now() {
      return new Date(this.time);
    },
  };
}
