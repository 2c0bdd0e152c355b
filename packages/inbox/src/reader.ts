import type { EventType } from '@partner-webhooks/types';
import type { Observation, Violation } from '@partner-webhooks/types/validators';
import type { Incomplete, Revalidation, State } from './model.ts';

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

/** Which quarantined bodies: those that meet all conditions. */
export interface QuarantineFilter
  extends Pick<NotificationFilter, 'eventType' | 'receivedFrom' | 'receivedTo'> {
  /** The exact path. */
  readonly path?: string;
}

/** Which page of a list. */
export interface PageRequest {
  readonly limit: number;
  /** The `nextCursor` of the previous page; absent for the first page. */
  readonly cursor?: string;
  /** Oldest first. The default is newest first. */
  readonly oldestFirst?: boolean;
}

/** One page of a list. It can be shorter than the limit, or empty, although more follow: only `nextCursor` says. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor of the next page; absent on the last one. */
  readonly nextCursor?: string;
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

/** A quarantined body, without the bytes. */
export interface QuarantineRecord {
  readonly id: string;
  readonly method?: string;
  readonly path: string;
  readonly eventType?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly incomplete?: Incomplete;
  /** Why it was rejected when it came in. */
  readonly reasons: readonly Violation[];
  /** The latest revalidation; absent if there was none. */
  readonly lastRevalidation?: Revalidation;
  readonly receivedAt: Date;
  /** Length of the stored body in bytes. */
  readonly bytes: number;
}

/** A quarantined body, with the bytes. */
export interface QuarantineDetails extends QuarantineRecord {
  /** As it was received. */
  readonly body: Uint8Array;
  /** The last 100 revalidations, oldest first. */
  readonly revalidations: readonly Revalidation[];
}

/** An observation and how often it was made. Array indexes in its pointer are written as `*`. */
export interface ObservationCount extends Observation {
  readonly eventType: EventType;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly count: number;
}

/** How many notifications are in each state. */
export interface StateCounts {
  readonly pending: number;
  readonly handling: number;
  readonly handled: number;
  readonly dead: number;
  readonly discarded: number;
}

/** The handling of an event type is paused: its notifications are received, and stay pending. */
export interface Pause {
  readonly eventType: string;
  readonly pausedAt: Date;
  /** Who paused it. Absent if unknown. */
  readonly pausedBy?: string;
  readonly reason?: string;
}

/** What the inbox contains, in numbers. */
export interface Statistics extends StateCounts {
  /** How many pending notifications this program cannot hand to a handler. */
  readonly unreadable: number;
  readonly quarantined: number;
  /** When the oldest notification came in that is pending or being handled; absent if there is none. */
  readonly oldestPending?: Date;
  /** One entry for each event type that has notifications. */
  readonly byEventType: readonly (StateCounts & { readonly eventType: string })[];
  /** The event types whose handling is paused. */
  readonly pauses: readonly Pause[];
  /** Length of the write-ahead log in bytes. */
  readonly logBytes: number;
}

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

/** What an operator has done. */
export interface AuditEntry {
  readonly at: Date;
  /** The name of the operator. */
  readonly operator: string;
  /** What was done, such as `replay`. */
  readonly action: string;
  /** Ids, filter, reason and counts: whatever the action has. JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What an operator does to many notifications, as it is stored. */
export interface JobRecord {
  readonly id: string;
  /** `running`, or how it ended. */
  readonly state: 'running' | 'done' | 'cancelled' | 'failed' | 'interrupted';
  readonly createdAt: Date;
  /** A running job is saved every few seconds: one that is not saved any more has lost its process. */
  readonly updatedAt: Date;
  /** What it does and how far it is. JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** An edited copy of a quarantined body, beside the original. */
export interface QuarantineEdit {
  readonly editedAt: Date;
  /** The name of the operator. */
  readonly editedBy: string;
  /** The event type to validate it as. Absent for that of the original. */
  readonly eventType?: string;
  /** JSON in UTF-8. */
  readonly body: Uint8Array;
  /** As it was received. */
  readonly original: Uint8Array;
}

/** The reading side of the inbox. A read delays incoming notifications by at most one write of the search index. */
export interface InboxReader {
  /**
   * Lists notifications by when they came in, newest first by default.
   *
   * @throws CursorError if the cursor is not one of this inbox.
   */
  notifications(filter: NotificationFilter, page: PageRequest): Promise<Page<NotificationRecord>>;

  /** One notification; `undefined` if there is none with this id. */
  notification(id: string): Promise<NotificationDetails | undefined>;

  /**
   * Lists quarantined bodies by when they came in, newest first by default.
   *
   * @throws CursorError if the cursor is not one of this inbox.
   */
  quarantined(filter: QuarantineFilter, page: PageRequest): Promise<Page<QuarantineRecord>>;

  /** One quarantined body; `undefined` if there is none with this id. */
  quarantinedBody(id: string): Promise<QuarantineDetails | undefined>;

  /** All observations, last seen first. */
  observations(): Promise<readonly ObservationCount[]>;

  /** The event types whose handling is paused, by name. */
  pauses(): Promise<readonly Pause[]>;

  /** Dead and retried notifications by event type and cause, the largest groups first: 500 at most. */
  failures(eventType?: string): Promise<readonly FailureGroup[]>;

  /**
   * Lists what operators have done, newest first by default.
   *
   * @throws CursorError if the cursor is not one of this inbox.
   */
  auditLog(page: PageRequest): Promise<Page<AuditEntry>>;

  /** The latest 100 jobs, newest first. */
  jobs(): Promise<readonly JobRecord[]>;

  /**
   * The edited copy of a quarantined body, also after one of the two was accepted; `undefined` if it was not edited, or if
   * retention has removed it.
   */
  quarantineEdit(id: string): Promise<QuarantineEdit | undefined>;

  /** What happened in a period that ends now, in buckets of time. @param eventType only of this one. */
  activity(period: ActivityPeriod, eventType?: string): Promise<Activity>;

  /** The sums of the activity of all event types in a period that ends now. */
  totalActivity(period: ActivityPeriod): Promise<ActivityTotal>;

  /** Counts of everything in the inbox. */
  statistics(): Promise<Statistics>;
}
