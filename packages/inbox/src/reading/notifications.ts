import type { State } from '../model.ts';

/** Which notifications: those that meet all conditions. */
export interface NotificationFilter {
  readonly eventType?: string;
  readonly state?: State;
  /** The value of the `x-subject` property, in any event type. */
  readonly subject?: string;
  readonly receivedFrom?: Date;
  /** Excluded. */
  readonly receivedTo?: Date;
  /** Words that the id or the values of the payload contain, all of them. Words of three characters or more match as prefixes. */
  readonly text?: string;
  /** `true`: only pending ones that this program cannot hand to a handler. */
  readonly unreadable?: boolean;
  /** Those whose last attempt failed for this cause. */
  readonly cause?: string;
}

/** A notification and its state. */
export interface NotificationRecord {
  readonly id: string;
  readonly eventType: string;
  readonly subject?: string;
  readonly state: State;
  readonly receivedAt: Date;
  readonly lastReceivedAt: Date;
  readonly deliveries: number;
  /** How many attempts it has had since it came in or was last replayed. */
  readonly attempts: number;
  readonly replays: number;
  /** When the next attempt may begin. Only while it is pending. */
  readonly dueAt?: Date;
  readonly completedAt?: Date;
  /** Why the last attempt failed. */
  readonly error?: string;
  /** Why this program cannot hand it to a handler. */
  readonly unreadable?: string;
  /** The id of an identical notification without a clock that came shortly before. Absent if there is none. */
  readonly repeats?: string;
  /** Who replayed it last: an operator, or the sender by delivering it again. */
  readonly replayedBy?: 'operator' | 'delivery';
  readonly discarded?: { readonly at: Date; readonly reason: string };
}

/** One attempt that has ended. */
export interface Attempt {
  /** Counted from the first attempt, across replays. */
  readonly number: number;
  /** `interrupted`: the process ended before the handler did. */
  readonly outcome: 'handled' | 'failed' | 'interrupted';
  readonly startedAt: Date;
  readonly endedAt?: Date;
  readonly error?: string;
}

/** A notification with its body, deliveries and attempts. */
export interface NotificationDetails extends NotificationRecord {
  readonly body: Uint8Array;
  /** Times of the first 100 deliveries. */
  readonly deliveryTimes: readonly Date[];
  /** The last 100 attempts, oldest first. */
  readonly attemptHistory: readonly Attempt[];
}
