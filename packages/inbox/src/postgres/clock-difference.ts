/** The clocks of the processes that share a database differ by less, in milliseconds. */
export const CLOCK_DIFFERENCE_MS = 60_000;
