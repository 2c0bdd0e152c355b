import { setImmediate } from 'node:timers/promises';

/** A time that passes only where nothing else is left to do, and then a millisecond at once. */
export interface VirtualTime {
  readonly ticks: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Calls back again and again, until it is told not to. */
  readonly every: (milliseconds: number, callback: () => void) => () => void;
  /** Lets time pass until this is done. */
  readonly until: <Result>(done: Promise<Result>) => Promise<Result>;
}

/** Makes a time that begins at 0. */
export function virtualTime(): VirtualTime {
  let now = 0;
  let waiting: { at: number; resolve: () => void }[] = [];
  const repeated = new Set<() => void>();
  return {
    ticks: () => now,
    wait: (milliseconds) =>
      new Promise((resolve) => {
        waiting.push({ at: now + milliseconds, resolve });
      }),
    every(milliseconds, callback) {
      const callWhenDue = () => {
        if (now % milliseconds === 0) callback();
      };
      repeated.add(callWhenDue);
      return () => repeated.delete(callWhenDue);
    },
    async until(done) {
      let isDone = false;
      const settled = done.finally(() => {
        isDone = true;
      });
      // Whoever awaits it sees the rejection; here it is only the end.
      settled.catch(() => {});
      while (!isDone) {
        await setImmediate();
        now += 1;
        const due = waiting.filter(({ at }) => at <= now);
        waiting = waiting.filter(({ at }) => at > now);
        for (const { resolve } of due) resolve();
        for (const call of repeated) call();
      }
      return settled;
    },
  };
}
