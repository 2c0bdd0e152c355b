import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../src/index.ts';

/** A clock whose time passes only when nothing else is left to do, one millisecond at a time. */
export interface VirtualTime {
  readonly clock: Clock;
  /** Lets time pass until this is done. */
  readonly until: <Result>(done: Promise<Result>) => Promise<Result>;
}

/** Creates a virtual time that begins at 0. */
export function createVirtualTime(): VirtualTime {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    clock: {
      now: () => new Date(now),
      monotonicMs: () => now,
      setTimer(milliseconds, run) {
        const timer = { at: now + milliseconds, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
    },
    async until(done) {
      let isDone = false;
      const ended = done.finally(() => {
        isDone = true;
      });
      // The caller sees the rejection; here it only ends the loop.
      ended.catch(() => {});
      while (!isDone) {
        await setImmediate();
        now += 1;
        const due = timers.filter(({ at }) => at <= now);
        timers = timers.filter(({ at }) => at > now);
        for (const { run } of due) run();
      }
      return ended;
    },
  };
}
