import type { EventType, Notification } from '@partner-webhooks/types';
import type { Observation, Violation } from '@partner-webhooks/types/validators';

/**
 * The states of a notification, and no others: it waits for its handler (`pending`), a handler runs (`handling`), the
 * handler has succeeded (`handled`), the last attempt has failed (`dead`), or an operator has decided that it will not be
 * handled (`discarded`).
 */
export type State = 'pending' | 'handling' | 'handled' | 'dead' | 'discarded';

/** A valid notification that has not been stored yet. */
export interface IncomingNotification<E extends EventType = EventType> {
  /** UUIDv7, given at receipt. Handlers use it as their idempotency key. */
  readonly id: string;
  readonly notification: Notification<E>;
  /** The body, byte for byte: no digit of it has passed through a JavaScript number. */
  readonly body: Uint8Array;
  readonly receivedAt: Date;
  readonly observations: readonly Observation[];
}

/** What became of a receipt. */
export interface ReceiveResult {
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
export interface RejectedBody {
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
export interface Revalidation {
  readonly at: Date;
  /** As what it was judged. Absent where no event type is known for it. */
  readonly eventType?: string;
  readonly reasons: readonly Violation[];
}
