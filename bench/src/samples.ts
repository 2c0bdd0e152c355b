/** What was measured of one contender in one round. */
export interface Sample {
  readonly perSecond: number;
  /** Microseconds of processor time for one request. */
  readonly cpu: number;
  /** Mebibytes of memory. */
  readonly rss: number;
  /** Milliseconds from the start of the process to its first answer. */
  readonly startedIn: number;
  /** Milliseconds, at half of what it can take. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** 99th percentile of the event-loop delay at half of what it can take, in milliseconds. */
  readonly eventLoopDelay: number;
}

/** The middle of some numbers; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** How far the numbers are apart, as a part of their median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/** What some measurements of one thing come to. */
export interface Figure {
  readonly median: number;
  /** How far the measurements are apart, as a part of the median. */
  readonly spread: number;
}

/** The median of some measurements and how far they are apart. */
export function figure(values: readonly number[]): Figure {
  return { median: median(values), spread: spread(values) };
}
