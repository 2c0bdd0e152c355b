import { build } from 'hdr-histogram-js';

/** Latencies of responses, in milliseconds. Every response counts; none is sampled or averaged away. */
export interface Latency {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Records latencies of responses. */
export interface LatencyRecorder {
  readonly record: (milliseconds: number) => void;
  readonly count: () => number;
  readonly summary: () => Latency;
}

/** Creates an empty recorder. It is exact to three digits, from a microsecond to an hour. */
export function createLatencyRecorder(): LatencyRecorder {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MAX_MICROSECONDS,
    numberOfSignificantValueDigits: 3,
  });
  let longest = 0;
  // Values that are equal in three digits are reported as the highest such value, which may exceed all recorded ones.
  const at = (percentile: number) =>
    inMilliseconds(Math.min(longest, histogram.getValueAtPercentile(percentile)));
  return {
    record(milliseconds) {
      const microseconds = Math.min(MAX_MICROSECONDS, Math.max(0, Math.round(milliseconds * 1_000)));
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

const MAX_MICROSECONDS = 3_600_000_000;

function inMilliseconds(microseconds: number): number {
  return Math.round(microseconds) / 1_000;
}
