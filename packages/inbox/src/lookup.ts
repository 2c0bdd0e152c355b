import type { EventType } from '@partner-webhooks/types';
import type { Observation, Violation } from '@partner-webhooks/types/validators';
import type { State } from './inbox.ts';

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
  readonly discarded?: boolean;
}

/** Which refused bodies. */
export type QuarantineFilter = Pick<NotificationFilter, 'eventType' | 'receivedFrom' | 'receivedTo'>;

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
  readonly settledAt?: Date;
  /** What went wrong at the last attempt. */
  readonly error?: string;
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
  readonly path: string;
  readonly eventType?: string;
  readonly reasons: readonly Violation[];
  readonly receivedAt: Date;
  readonly bytes: number;
}

/** A body that was refused, with the body. */
export interface QuarantineDetails extends QuarantineRecord {
  readonly body: Uint8Array;
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
}

/** How much is in the inbox. `dead` leaves out what has been discarded. */
export interface Statistics extends StateCounts {
  readonly discarded: number;
  readonly quarantined: number;
  /** When the oldest one was received that is neither handled nor dead; absent where there is none. */
  readonly oldestPending?: Date;
  /** By event type, for those that have any. Discarded ones count as dead here. */
  readonly byEventType: readonly (StateCounts & { readonly eventType: string })[];
  /** Bytes of the write-ahead log. */
  readonly logBytes: number;
}

/** What can be seen of an inbox. Looking makes no receipt wait for longer than it takes to write some words. */
export interface Lookup {
  /** Notifications in the order of receipt, the last first unless asked otherwise. */
  notifications(filter: NotificationFilter, page: PageRequest): Promise<Page<NotificationRecord>>;

  notification(id: string): Promise<NotificationDetails | undefined>;

  /** Refused bodies, in the same order. */
  quarantined(filter: QuarantineFilter, page: PageRequest): Promise<Page<QuarantineRecord>>;

  quarantinedBody(id: string): Promise<QuarantineDetails | undefined>;

  /** All observations that have been made, those made last first. */
  observations(): Promise<readonly ObservationCount[]>;

  statistics(): Promise<Statistics>;
}

/** A cursor that no inbox has given out. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}
