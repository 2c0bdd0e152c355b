import { AsyncResource } from 'node:async_hooks';

/** A clock that stands still until it is told to move, and the timers that hang on it. */
export function virtualTime(start = 0) {
  let time = start;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => new Date(time),
    after(milliseconds: number, callback: () => void): () => void {
      // As with a real timer, it is called in the context in which it was set.
      const timer = { at: time + milliseconds, callback: AsyncResource.bind(callback) };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    /** Moves the clock to the next timer and calls it. @returns whether there was one. */
    advance(): boolean {
      const next = timers.reduce<(typeof timers)[number] | undefined>(
        (first, timer) => (first && first.at <= timer.at ? first : timer),
        undefined,
      );
      if (!next) return false;
      timers = timers.filter((timer) => timer !== next);
      time = Math.max(time, next.at);
      next.callback();
      return true;
    },
    /** Forgets all timers, as the end of a process does. */
    forget(): void {
      timers = [];
    },
  };
}
