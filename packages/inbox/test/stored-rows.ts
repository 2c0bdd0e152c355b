import type { State } from '../src/index.ts';

// What tests of the inbox do to its stored rows, or read from them, from outside of the inbox.

/** The stored rows of an inbox. */
export interface StoredRows {
  /** Gives all notifications of an event type another one, as if the contract had lost the event type. */
  renameEventType(from: string, to: string): Promise<void>;
  /** Gives one notification another event type. */
  setEventType(id: string, eventType: string): Promise<void>;
  /** Changes the stored body of a notification. */
  changeBody(id: string, change: (body: Buffer) => Uint8Array): Promise<void>;
  /** Makes the body of a notification unreadable, if there is one with this id that is not handled yet. */
  damageUnhandledBody(id: string): Promise<void>;
  /** Marks a notification as being handled, although no handler has it. */
  markAsHandling(id: string): Promise<void>;
  /** Breaks off the stored reasons of a quarantined body. */
  damageReasons(id: string): Promise<void>;
  /** Breaks off the stored value of an observation. */
  damageObservation(value: string): Promise<void>;
  /** Empties the search index, if it is written later than the notifications. */
  emptySearchIndex(): Promise<void>;
  /**
   * Whether the queue of a subject is sound: one notification at most is being handled or unblocked; if none is being
   * handled, the oldest pending one is unblocked.
   */
  isQueueSound(orderingKey: string): Promise<boolean>;
  /** How many notifications are in each state, counted row by row. */
  countByState(): Promise<ReadonlyMap<State, number>>;
  /** The rows of a statement about the tables of the handlers. */
  ofHandlers(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** How many rows of activity are stored. */
  countActivity(): Promise<number>;
  /**
   * Adds so many handled notifications and, for 18 event types, the activity of every stored bucket before a time.
   */
  fillActivity(notifications: number, before: number): Promise<void>;
  close(): Promise<void>;
}
