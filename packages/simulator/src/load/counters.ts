import { isAcknowledged, type SendResult } from '../sender.ts';
import { createLatencyRecorder, type Latency, type LatencyRecorder } from './latency.ts';

/** How the last second went. */
export interface Progress {
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds; absent if there was no response. */
  readonly p99?: number;
  /** How many wait for a response. At a fixed rate it grows if the receiver does not keep up. */
  readonly waiting: number;
  /** How many have not been acknowledged, since the start. */
  readonly unacknowledged: number;
}

/** The sums over a load. */
export interface Totals {
  readonly seconds: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly acknowledgedPerSecond: number;
  /** How many got no response, after all retries. */
  readonly withoutResponse: number;
  readonly retries: number;
  /** The number of notifications by the status or the failure of their last attempt. */
  readonly responses: Readonly<Record<string, number>>;
  /**
   * Open loop: from the time at which the notification was due, so that a stall counts for all that it delayed. Closed
   * loop: from the time at which it was sent; it does not include what would have been sent during a stall.
   */
  readonly latency: Latency;
}

/** Counts what is sent and what becomes of it. */
export interface LoadCounters {
  readonly begin: () => void;
  readonly add: (result: SendResult, milliseconds: number) => void;
  /** How it went since the last call. */
  readonly progress: (seconds: number) => Progress;
  readonly totals: (seconds: number) => Totals;
}

/** Creates counters that are all 0. */
export function createLoadCounters(): LoadCounters {
  const latency = createLatencyRecorder();
  const responses: Record<string, number> = {};
  let lastSecond: LatencyRecorder = createLatencyRecorder();
  let lastProgress = 0;
  let begun = 0;
  let acknowledged = 0;
  let withoutResponse = 0;
  let retries = 0;
  return {
    begin() {
      begun += 1;
    },
    add(result, milliseconds) {
      latency.record(milliseconds);
      lastSecond.record(milliseconds);
      const key = result.status ?? result.failure;
      responses[key] = (responses[key] ?? 0) + 1;
      if (isAcknowledged(result)) acknowledged += 1;
      if (result.status === undefined) withoutResponse += 1;
      retries += result.retries;
    },
    progress(seconds) {
      const completed = lastSecond.count();
      const progress = {
        seconds,
        perSecond: completed / (seconds - lastProgress),
        ...(completed > 0 && { p99: lastSecond.summary().p99 }),
        waiting: begun - latency.count(),
        unacknowledged: latency.count() - acknowledged,
      };
      lastSecond = createLatencyRecorder();
      lastProgress = seconds;
      return progress;
    },
    totals: (seconds) => ({
      seconds,
      sent: latency.count(),
      acknowledged,
      acknowledgedPerSecond: acknowledged / seconds,
      withoutResponse,
      retries,
      responses,
      latency: latency.summary(),
    }),
  };
}
