import type { EventType } from '@partner-webhooks/types';
import type { Observation } from '@partner-webhooks/types/validators';

/** How many notifications are in each state. */
export interface StateCounts {
  readonly pending: number;
  readonly handling: number;
  readonly handled: number;
  readonly dead: number;
  readonly discarded: number;
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

/** The handling of an event type is paused: its notifications are received, and stay pending. */
export interface Pause {
  readonly eventType: string;
  readonly pausedAt: Date;
  /** Who paused it. Absent if unknown. */
  readonly pausedBy?: string;
  readonly reason?: string;
}

/** An observation and how often it was made. Array indexes in its pointer are written as `*`. */
export interface ObservationCount extends Observation {
  readonly eventType: EventType;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly count: number;
}
