/** Where a steady clock gets the time from. */
export interface ClockSources {
  /** The wall clock: milliseconds since 1970. It can be set back. */
  readonly wall: () => number;
  /** Milliseconds, of a clock that cannot be set; its start does not matter. */
  readonly ticks: () => number;
}

/** A clock that never goes back. */
export interface SteadyClock {
  readonly now: () => Date;
  /** Goes on from `time`, where it has not come as far. */
  readonly advance: (time: Date) => void;
}

/**
 * Makes the clock that a receiver goes by. It follows the wall clock forward. When the wall clock is set back, it goes on
 * by the ticks, ahead of the wall clock, until that has caught up: the order of receipt is the order of time, and
 * nothing that is due waits for the difference.
 */
export function createSteadyClock({ wall, ticks }: ClockSources): SteadyClock {
  let lead = wall() - ticks();
  return {
    now() {
      const elapsed = ticks();
      lead = Math.max(lead, wall() - elapsed);
      return new Date(Math.floor(lead + elapsed));
    },
    advance(time) {
      lead = Math.max(lead, time.getTime() - ticks());
    },
  };
}
