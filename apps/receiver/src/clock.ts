import type { Clock } from '@partner-webhooks/inbox';

/** A clock whose time of day never goes back. */
export interface SteadyClock extends Clock {
  /** Continues from `time`, if the clock has not reached it yet. */
  readonly advance: (time: Date) => void;
}

/**
 * Creates the clock of a receiver. It follows the time of day of another clock forward. If that is set back, it continues by
 * the monotonic milliseconds, ahead of the other clock, until that has caught up. So the order of arrival is the order of
 * time, and nothing that is due waits for the difference.
 *
 * @param wall the clock of the machine: `systemClock`.
 */
export function createSteadyClock(wall: Clock): SteadyClock {
  let leadMs = wall.now().getTime() - wall.monotonicMs();
  return {
    now() {
      const elapsedMs = wall.monotonicMs();
      leadMs = Math.max(leadMs, wall.now().getTime() - elapsedMs);
      return new Date(Math.floor(leadMs + elapsedMs));
    },
    monotonicMs: wall.monotonicMs,
    setTimer: wall.setTimer,
    advance(time) {
      leadMs = Math.max(leadMs, time.getTime() - wall.monotonicMs());
    },
  };
}
