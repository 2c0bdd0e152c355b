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
  /** The same notification was there already. It is counted as a delivery of that one. */
  readonly duplicate: boolean;
  /** Present where a notification with the same payload was there already. */
  readonly repetition?: Repetition;
}

/** What the inbox did with a notification whose payload it had already. */
export interface Repetition {
  /** The id of the notification that was there. */
  readonly of: string;
  /**
   * `counted`: it is pending, being handled or handled, and its deliveries were counted. `replayed`: it was dead and is
   * pending again. `dead`, `discarded`: it stays so. `received`: the payload has no clock and the handling of the other one
   * has begun, so this is a notification of its own.
   */
  readonly outcome: 'counted' | 'replayed' | 'dead' | 'discarded' | 'received';
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
  /** The process ended during the attempt before this one. */
  readonly interrupted?: boolean;
  /** A newer notification about the same subject has been handled already. */
  readonly stale: boolean;
  /** How often it was replayed. */
  readonly replays: number;
  /** The id of an identical notification without a clock that came shortly before; absent where none did. */
  readonly repeats?: string;
}

/** How an attempt to handle a notification ended. */
export type Outcome = { readonly state: 'handled' } | Failure;

/** How an attempt failed: another one follows, or none. */
export type Failure =
  | { readonly state: 'pending'; readonly error: string; readonly dueAt: Date }
  | { readonly state: 'dead'; readonly error: string };

/** An authenticated body that was refused, and why. */
export interface Refused {
  /** UUIDv7, given at receipt. */
  readonly id: string;
  /** Of the request. Absent where an earlier version has kept the body. */
  readonly method?: string;
  readonly path: string;
  /** What the path means. Absent where it is none of the contract's. */
  readonly eventType?: EventType;
  /** As it was sent: neither decompressed nor converted. */
  readonly body: Uint8Array;
  /** The header `Content-Type`. */
  readonly contentType?: string;
  /** The header `Content-Encoding`. */
  readonly contentEncoding?: string;
  /** Present where `body` is only the beginning of what was sent. */
  readonly incomplete?: Incomplete;
  readonly reasons: readonly Violation[];
  readonly receivedAt: Date;
}

/** What is known of a body that is not kept as a whole. */
export interface Incomplete {
  /** How many bytes were read before the receiver stopped or the sender broke off. */
  readonly readBytes: number;
  /** SHA-256 of these bytes as they were sent, hexadecimal. Where `readBytes` is `totalBytes`, it is that of the whole body. */
  readonly sha256: string;
  /** Length of the whole body in bytes: announced, or read to the end. Absent where neither is so. */
  readonly totalBytes?: number;
}

/** What was found when a refused body was judged again. */
export interface Judgement {
  readonly at: Date;
  /** As what it was judged. Absent where no event type is known for it. */
  readonly eventType?: string;
  readonly reasons: readonly Violation[];
}

/** Where notifications are kept between receipt and handling. */
export interface Inbox extends Lookup {
  /**
   * Keeps a notification. When the promise resolves, it is on disk, and the sender may be told that it has arrived.
   *
   * @throws InboxUnavailableError where it cannot be kept now; then nothing of it has been.
   */
  receive(receipt: Receipt): Promise<Received>;

  /** Keeps a body that was refused. The oldest ones make room for it. @throws InboxUnavailableError as `receive`. */
  quarantine(refused: Refused): Promise<void>;

  /**
   * Gives out up to `limit` notifications that are due, the longest due first. Of notifications about one subject the
   * next is given out only when the one before it has been handled or is dead.
   *
   * What this program cannot hand to a handler (an event type that its contract does not have, a damaged body) is not
   * given out. It stays pending with the reason, holds back its successors, and is looked at again at the next start.
   */
  claim(limit: number): Promise<readonly Claim[]>;

  /**
   * Ends an attempt.
   *
   * @param of which attempt; absent for whichever there is.
   * @throws SenselessCallError where the notification has not been given out, or has been given out again.
   */
  settle(id: string, outcome: Outcome, of?: Pick<Claim, 'attempt' | 'replays'>): Promise<void>;

  /**
   * Ends an attempt that the end of the process cuts short. The notification is pending again at once, and the attempt does
   * not count. @throws SenselessCallError where the notification has not been given out.
   */
  interrupt(id: string, of?: Pick<Claim, 'attempt' | 'replays'>): Promise<void>;

  /**
   * Counts an attempt as failed that ended as handled: what its handler left running has failed. Does nothing where the
   * notification has been given out or replayed since, or has been removed.
   */
  revoke(attempt: Pick<Claim, 'id' | 'attempt' | 'replays'>, failure: Failure): Promise<void>;

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
   * Moves a refused body that has been judged valid out of quarantine. It keeps its id, and the time when it came in is
   * what its handler gets as `receivedAt`. In the order of its subject it is the last one.
   *
   * @param receipt its `receivedAt` is the time of the release.
   * @returns `undefined` where it is no longer in quarantine; then nothing has happened.
   */
  release(receipt: Receipt): Promise<Received | undefined>;

  /** Writes down why a refused body is still refused, beside the reasons that it was refused for first. */
  refuseAgain(id: string, judgement: Judgement): Promise<void>;

  /** Removes refused bodies. @returns the ids of those that have been removed now. */
  discardQuarantined(ids: readonly string[]): Promise<readonly string[]>;

  /**
   * Removes up to `limit` of what was settled before a time: handled notifications, discarded ones, and bodies that
   * were refused before it. @returns how many it removed.
   */
  removeOld(before: Date, limit: number): Promise<number>;

  /**
   * The latest time of receipt. A clock that is behind it has been set back since: it has to go on from here, so that what
   * is received now comes after what was received before.
   */
  latestReceipt(): Promise<Date | undefined>;

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

/** The call makes no sense, which was found before anything was changed: the transaction goes on without it. */
export class SenselessCallError extends Error {
  override readonly name = 'SenselessCallError';
}
