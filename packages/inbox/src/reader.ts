import type { EventType } from '@partner-webhooks/types';
import type { Observation, Violation } from '@partner-webhooks/types/validators';
import type { Incomplete, Revalidation, State } from './model.ts';

/** Which notifications. All conditions hold together. */
export interface NotificationFilter {
  readonly eventType?: string;
  readonly state?: State;
  /** The value of the property that names the subject, within whatever event type. */
  readonly subject?: string;
  readonly receivedFrom?: Date;
  /** Excluded. */
  readonly receivedTo?: Date;
  /** Words that the values or the id hold, all of them. Those of three characters or more may be cut short. */
  readonly text?: string;
  /** Pending, and this program cannot hand it to a handler. */
  readonly unreadable?: boolean;
}

/** Which refused bodies. */
export interface QuarantineFilter
  extends Pick<NotificationFilter, 'eventType' | 'receivedFrom' | 'receivedTo'> {
  /** Character for character. */
  readonly path?: string;
}

/** Which part of a list. */
export interface PageRequest {
  readonly limit: number;
  /** Where an earlier page ended. */
  readonly cursor?: string;
  /** What was received first comes first. */
  readonly oldestFirst?: boolean;
}

/** A part of a list. It can be shorter than asked for, or empty, though there are more: the cursor tells. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; absent on the last one. */
  readonly nextCursor?: string;
}

/** A notification and where it stands. */
export interface NotificationRecord {
  readonly id: string;
  readonly eventType: string;
  readonly subject?: string;
  readonly state: State;
  readonly receivedAt: Date;
  readonly lastReceivedAt: Date;
  readonly deliveries: number;
  /** Since it was received or last replayed. */
  readonly attempts: number;
  readonly replays: number;
  /** When the next attempt may begin, while it is pending. */
  readonly dueAt?: Date;
  readonly completedAt?: Date;
  /** What went wrong at the last attempt. */
  readonly error?: string;
  /** Why this program cannot hand it to a handler. */
  readonly unreadable?: string;
  /** The id of an identical notification without a clock that came shortly before. */
  readonly repeats?: string;
  /** Who had it handled again last: an operator, or the sender by delivering it once more. */
  readonly replayedBy?: 'operator' | 'delivery';
  readonly discarded?: { readonly at: Date; readonly reason: string };
}

/** One call of a handler that has ended. */
export interface Attempt {
  /** Counted from the first attempt ever, replays included. */
  readonly number: number;
  /** `interrupted`: the process ended before the handler did. */
  readonly outcome: 'handled' | 'failed' | 'interrupted';
  readonly startedAt: Date;
  readonly endedAt?: Date;
  readonly error?: string;
}

/** A notification with everything that is known of it. */
export interface NotificationDetails extends NotificationRecord {
  readonly body: Uint8Array;
  /** When it came in, the first 100 times. */
  readonly deliveryTimes: readonly Date[];
  /** The last 100, the earliest of them first. */
  readonly attemptHistory: readonly Attempt[];
}

/** A body that was refused, without the body. */
export interface QuarantineRecord {
  readonly id: string;
  readonly method?: string;
  readonly path: string;
  readonly eventType?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly incomplete?: Incomplete;
  /** What was wrong with it when it came in. */
  readonly reasons: readonly Violation[];
  /** What was found last; absent where it has been judged once only. */
  readonly lastRevalidation?: Revalidation;
  readonly receivedAt: Date;
  /** Length of what is kept. */
  readonly bytes: number;
}

/** A body that was refused, with the body. */
export interface QuarantineDetails extends QuarantineRecord {
  /** As it was sent. */
  readonly body: Uint8Array;
  /** What was found when it was judged again, the last 100 times, the earliest of them first. */
  readonly revalidations: readonly Revalidation[];
}

/** An observation and how often it has been made. Indexes in its pointer are written as `*`. */
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

/** How much is in the inbox. */
export interface Statistics extends StateCounts {
  /** How many of those that are pending this program cannot hand to a handler. */
  readonly unreadable: number;
  readonly quarantined: number;
  /** When the oldest one was received that is pending or being handled; absent where there is none. */
  readonly oldestPending?: Date;
  /** By event type, for those that have any. */
  readonly byEventType: readonly (StateCounts & { readonly eventType: string })[];
  /** Bytes of the write-ahead log. */
  readonly logBytes: number;
}

/** What can be read of an inbox. Reading delays no incoming notification by more than a write of the search index. */
export interface InboxReader {
  /** Notifications in the order of receipt, the last first unless asked otherwise. */
  notifications(filter: NotificationFilter, page: PageRequest): Promise<Page<NotificationRecord>>;

  notification(id: string): Promise<NotificationDetails | undefined>;

  /** Rejected bodies, in the same order. */
  quarantined(filter: QuarantineFilter, page: PageRequest): Promise<Page<QuarantineRecord>>;

  quarantinedBody(id: string): Promise<QuarantineDetails | undefined>;

  /** All observations that have been made, those made last first. */
  observations(): Promise<readonly ObservationCount[]>;

  statistics(): Promise<Statistics>;
}
