import { build } from 'hdr-histogram-js';

/** How long answers took, in milliseconds. Every one counts; none is sampled or averaged away. */
export interface Latency {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Collects how long answers took. */
export interface LatencyRecorder {
  readonly record: (milliseconds: number) => void;
  readonly count: () => number;
  readonly summary: () => Latency;
}

/** Makes an empty recorder. It is exact to three digits, from a microsecond to an hour. */
export function createLatencyRecorder(): LatencyRecorder {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST,
    numberOfSignificantValueDigits: 3,
  });
  let longest = 0;
  // Values that are equal in three digits count as the highest of them, which may be higher than any there was.
  const at = (percentile: number) =>
    inMilliseconds(Math.min(longest, histogram.getValueAtPercentile(percentile)));
  return {
    record(milliseconds) {
      const microseconds = Math.min(LONGEST, Math.max(0, Math.round(milliseconds * 1_000)));
      longest = Math.max(longest, microseconds);
      histogram.recordValue(microseconds);
    },
    count: () => histogram.totalCount,
    summary: () => ({
      mean: inMilliseconds(histogram.mean),
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: inMilliseconds(longest),
    }),
  };
}

// Microseconds.
const LONGEST = 3_600_000_000;

function inMilliseconds(microseconds: number): number {
  return Math.round(microseconds) / 1_000;
}
