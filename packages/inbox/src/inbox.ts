import type { EventType, Notification } from '@partner-webhooks/types';
import type { Observation, Violation } from '@partner-webhooks/types/validators';
import type { Change } from './change.ts';
import type { Lookup } from './lookup.ts';

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
  /** How often somebody has had it handled again. */
  readonly replays: number;
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

/** Where notifications are kept between receipt and handling. */
export interface Inbox extends Lookup {
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

  /**
   * Has notifications handled again, with all their attempts and under the same ids, each before those of the same
   * subject that were received after it and still wait. What is being handled is left alone.
   *
   * @returns the ids of those that are pending now.
   */
  replay(ids: readonly string[]): Promise<readonly string[]>;

  /**
   * Decides that notifications will not be handled: those that are pending or dead become dead with a reason, and no
   * longer hold back their successors.
   *
   * @returns the ids of those that have been discarded now.
   */
  discard(ids: readonly string[], reason: string): Promise<readonly string[]>;

  /**
   * Moves a refused body that has been judged valid out of quarantine. It keeps its id.
   *
   * @returns `undefined` where it is no longer in quarantine; then nothing has happened.
   */
  release(receipt: Receipt): Promise<Received | undefined>;

  /** Writes down why a refused body is still refused. */
  refuseAgain(id: string, reasons: readonly Violation[]): Promise<void>;

  /** Removes refused bodies. @returns the ids of those that have been removed now. */
  discardQuarantined(ids: readonly string[]): Promise<readonly string[]>;

  /**
   * Removes up to `limit` of what was settled before a time: handled notifications, discarded ones, and bodies that
   * were refused before it. @returns how many it removed.
   */
  removeOld(before: Date, limit: number): Promise<number>;

  /** Is told of every change that goes through this inbox. @returns what ends that. */
  follow(listener: (change: Change) => void): () => void;

  /** Writes and reads for a try. @throws InboxUnavailableError where nothing can be kept or read now. */
  check(): Promise<void>;

  /** Lets go of what the inbox holds open. Nothing may be called afterwards. */
  close(): Promise<void>;
}

/** The inbox cannot keep anything now. The sender is told to come again; nothing has been acknowledged. */
export class InboxUnavailableError extends Error {
  override readonly name = 'InboxUnavailableError';
}
