import type { EventType, Notification } from '@partner-webhooks/types';
import type { Observation, Violation } from '@partner-webhooks/types/validators';

/**
 * The states of a notification, and no others: it waits (`pending`), a handler has it (`handling`), its handler is
 * done with it (`handled`), or its handler has given up on it (`dead`).
 */
export type State = 'pending' | 'handling' | 'handled' | 'dead';

/** A notification as it came in: the verdict was `valid`, and nobody has kept it yet. */
export interface Receipt<E extends EventType = EventType> {
  /** UUIDv7, given at receipt. Handlers use it as their idempotency key. */
  readonly id: string;
  readonly notification: Notification<E>;
  /** The body, byte for byte: no digit of it has passed through a JavaScript number. */
  readonly body: Uint8Array;
  readonly receivedAt: Date;
  readonly observations: readonly Observation[];
}

/** What became of a receipt. */
export interface Received {
  /** The id under which the notification is kept: the receipt's, or that of the notification it repeats. */
  readonly id: string;
  /** The same notification was there already. It is counted as a delivery and not handled again. */
  readonly duplicate: boolean;
}

/** A notification that has been given out for handling. */
export interface Claim<E extends EventType = EventType> {
  readonly id: string;
  readonly notification: Notification<E>;
  readonly receivedAt: Date;
  /** How often it has been received. */
  readonly deliveries: number;
  /** 1 at the first attempt. */
  readonly attempt: number;
  /** A newer notification about the same subject has been handled already. */
  readonly stale: boolean;
}

/** How an attempt to handle a notification ended. */
export type Outcome =
  | { readonly state: 'handled' }
  | { readonly state: 'pending'; readonly error: string; readonly dueAt: Date }
  | { readonly state: 'dead'; readonly error: string };

/** An authenticated body that was refused, and why. */
export interface Refused {
  /** UUIDv7, given at receipt. */
  readonly id: string;
  readonly path: string;
  /** Absent where the path is none of the contract's. */
  readonly eventType?: EventType;
  readonly body: Uint8Array;
  readonly reasons: readonly Violation[];
  readonly receivedAt: Date;
}

/** An observation and how often it has been made. Indexes in its pointer are written as `*`. */
export interface ObservationCount extends Observation {
  readonly eventType: EventType;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly count: number;
}

/** How much is in the inbox. */
export interface Statistics {
  readonly pending: number;
  readonly handling: number;
  readonly dead: number;
  readonly quarantined: number;
  /** When the oldest one that waits was received; absent where none waits. */
  readonly oldestPending?: Date;
}

/** Where notifications are kept between receipt and handling. */
export interface Inbox {
  /**
   * Keeps a notification. When the promise resolves, it is on disk, and the sender may be told that it has arrived.
   *
   * @throws InboxUnavailableError where it cannot be kept now; then nothing of it has been.
   */
  receive(receipt: Receipt): Promise<Received>;

  /** Keeps a body that was refused. The oldest ones make room. @throws InboxUnavailableError as `receive`. */
  quarantine(refused: Refused): Promise<void>;

  /**
   * Gives out up to `limit` notifications that are due, the longest due first. Of notifications about one subject the
   * next is given out only when the one before it has been handled or is dead.
   */
  claim(limit: number): Promise<readonly Claim[]>;

  /** Ends an attempt. @throws Error where the notification has not been given out. */
  settle(id: string, outcome: Outcome): Promise<void>;

  /** When the next notification is due; `undefined` where none waits for its time. */
  nextDue(): Promise<Date | undefined>;

  /** All observations that have been made, those made last first. */
  observations(): Promise<readonly ObservationCount[]>;

  statistics(): Promise<Statistics>;

  /** Removes up to `limit` notifications that were handled before a time. @returns how many it removed. */
  removeHandled(before: Date, limit: number): Promise<number>;

  /** @throws InboxUnavailableError where nothing can be kept now. */
  check(): Promise<void>;

  /** Lets go of what the inbox holds open. Nothing may be called afterwards. */
  close(): Promise<void>;
}

/** The inbox cannot keep anything now. The sender is told to come again; nothing has been acknowledged. */
export class InboxUnavailableError extends Error {
  override readonly name = 'InboxUnavailableError';
}
