/** The measurements of one contender in one round. */
export interface Sample {
  readonly perSecond: number;
  /** Microseconds of processor time for one request. */
  readonly cpu: number;
  /** Mebibytes of memory. */
  readonly rss: number;
  /** Milliseconds from the start of the process to its first response. */
  readonly startedIn: number;
  /** Milliseconds, at half of its throughput. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** 99th percentile of the event-loop delay at half of its throughput, in milliseconds. */
  readonly eventLoopDelay: number;
}

/** The median; for an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** The difference of the largest and the smallest value, relative to the median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/** A summary of measurements. */
export interface Figure {
  readonly median: number;
  /** The difference of the largest and the smallest, relative to the median. */
  readonly spread: number;
}

/** Summarises measurements. */
export function figure(values: readonly number[]): Figure {
  return { median: median(values), spread: spread(values) };
}

/**
 * The ratio of the first to the second: the median over the rounds. A change of the machine's speed in a round affects both,
 * so values can be compared within a round, though not across rounds.
 */
export function ratio(first: readonly number[], second: readonly number[]): number {
  return median(first.map((value, round) => value / (second[round] ?? Number.NaN)));
}
