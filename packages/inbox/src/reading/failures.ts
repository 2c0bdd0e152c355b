/** The notifications of an event type whose last attempt failed for the same cause. */
export interface FailureGroup {
  readonly eventType: string;
  /** For the filter of notifications. */
  readonly cause: string;
  /** The error without ids, numbers and quoted values. */
  readonly error: string;
  /** The error of one attempt, as it was. */
  readonly sample: string;
  readonly dead: number;
  /** Pending ones, and those whose retry runs. */
  readonly retrying: number;
  /** How many attempts have failed for this cause, also of notifications that have been handled since. */
  readonly attempts: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** The ids of some of them, newest first. */
  readonly ids: readonly string[];
}
