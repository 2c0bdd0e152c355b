/** How far back activity is shown: by minute, 10 minutes, hour, or 6 hours. */
export type ActivityPeriod = 'hour' | 'day' | 'week' | 'month';

/**
 * What is counted: notifications that were received, delivered again, handled, replayed or discarded; attempts that failed and
 * are retried, or that were the last one (`dead`); bodies that were quarantined; notifications that were observed to have what
 * the contract does not know.
 */
export type ActivityCount =
  | 'received'
  | 'duplicates'
  | 'handled'
  | 'failed'
  | 'dead'
  | 'replayed'
  | 'discarded'
  | 'quarantined'
  | 'observed';

/** What happened in a period, in buckets of time. The last bucket has not ended. */
export interface Activity {
  readonly from: Date;
  /** The end of the last bucket, excluded. */
  readonly to: Date;
  readonly bucketMs: number;
  /** One entry for each event type with any activity. */
  readonly series: readonly ActivitySeries[];
}

/** The activity of one event type: each list has one number for each bucket, oldest first. */
export interface ActivitySeries extends Readonly<Record<ActivityCount, readonly number[]>> {
  /** Absent for rejected bodies whose path belongs to no event type. */
  readonly eventType?: string;
  /** Durations of the attempts that ended in the bucket, estimated by a histogram; 0 if none did. */
  readonly handlerP50Ms: readonly number[];
  readonly handlerP95Ms: readonly number[];
  /** The longest one, exactly. */
  readonly handlerMaxMs: readonly number[];
}

/** The sums of some activity. */
export interface ActivityTotal extends Readonly<Record<ActivityCount, number>> {
  readonly handlerP50Ms: number;
  readonly handlerP95Ms: number;
  readonly handlerMaxMs: number;
}
