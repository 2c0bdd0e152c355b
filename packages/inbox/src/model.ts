import type { EventType, Notification } from '@partner-webhooks/types';
import type { Observation, Violation } from '@partner-webhooks/types/validators';
import type { Effects } from './effects/effects.ts';

/**
 * The states of a notification:
 *
 * - `pending`: it waits for its handler, for the first attempt or for a retry.
 * - `handling`: its handler runs.
 * - `handled`: its handler has succeeded.
 * - `dead`: its last attempt has failed. It stays until an operator replays or discards it.
 * - `discarded`: an operator has decided that it will not be handled.
 */
export type State = 'pending' | 'handling' | 'handled' | 'dead' | 'discarded';

/** A valid notification that is not stored yet. */
export interface IncomingNotification<E extends EventType = EventType> {
  /** UUIDv7, made when the notification came in. Handlers use it as their idempotency key. */
  readonly id: string;
  readonly notification: Notification<E>;
  /** The body, byte for byte: no digit of it has passed through a JavaScript number. */
  readonly body: Uint8Array;
  readonly receivedAt: Date;
  readonly observations: readonly Observation[];
  /** The context of the request's trace, as `traceContextOf` writes it. Absent if nothing traces. */
  readonly traceContext?: string | undefined;
}

/** What the inbox did with an incoming notification. */
export interface ReceiveResult {
  /** The id under which the notification is stored: its own, or that of the notification it duplicates. */
  readonly id: string;
  /** The same notification was stored already. It was counted as another delivery of that one. */
  readonly duplicate: boolean;
  /** Present if a notification with the same payload was stored already. */
  readonly repetition?: Repetition;
}

/** What the inbox did with a notification whose payload it had already. */
export interface Repetition {
  /** The id of the stored notification. */
  readonly of: string;
  /**
   * - `counted`: the stored one is pending, being handled or handled; its deliveries were counted.
   * - `replayed`: the stored one was dead and is pending again.
   * - `dead`, `discarded`: the stored one stays so; its deliveries were counted.
   * - `received`: stored as a notification of its own, because the payload has no clock and the handling of the stored
   *   one has begun.
   */
  readonly outcome: 'counted' | 'replayed' | 'dead' | 'discarded' | 'received';
}

/** A notification that has been claimed for one attempt. */
export interface Claim<E extends EventType = EventType> {
  readonly id: string;
  readonly notification: Notification<E>;
  readonly receivedAt: Date;
  /** How often the sender delivered it: 1 without duplicates. */
  readonly deliveries: number;
  /** 1 at the first attempt. */
  readonly attempt: number;
  /** The process ended during the previous attempt. */
  readonly interrupted?: boolean;
  /** A newer notification of the same subject has been handled already. */
  readonly stale: boolean;
  /** How often it was replayed. */
  readonly replays: number;
  /** The id of an identical notification without a clock that came shortly before. Absent if there is none. */
  readonly repeats?: string;
  /** The context of the trace of the request that delivered it first. Absent if it was not traced. */
  readonly traceContext?: string;
}

/** How an attempt ended. */
export type Outcome = { readonly state: 'handled'; readonly effects?: Effects } | Failure;

/** How an attempt failed: it is retried at `dueAt` (`pending`), or it was the last one (`dead`). */
export type Failure =
  | { readonly state: 'pending'; readonly error: string; readonly dueAt: Date }
  | { readonly state: 'dead'; readonly error: string };

/** The body of an authenticated request that does not match the contract. */
export interface RejectedBody {
  /** UUIDv7, made when the body came in. */
  readonly id: string;
  /** The HTTP method. Absent for bodies stored by early versions, which did not record it. */
  readonly method?: string;
  readonly path: string;
  /** The event type that the path stands for. Absent if the contract has no such path. */
  readonly eventType?: EventType;
  /** As it was received: neither decompressed nor converted. */
  readonly body: Uint8Array;
  /** The header `Content-Type`. */
  readonly contentType?: string;
  /** The header `Content-Encoding`. */
  readonly contentEncoding?: string;
  /** Present if `body` is only the beginning of what was sent. */
  readonly incomplete?: Incomplete;
  readonly reasons: readonly Violation[];
  readonly receivedAt: Date;
}

/** What is known of a body of which only the beginning is stored. */
export interface Incomplete {
  /** How many bytes were read before the receiver stopped or the sender disconnected. */
  readonly readBytes: number;
  /** SHA-256 of these bytes, hexadecimal. It covers the whole body if `readBytes` equals `totalBytes`. */
  readonly sha256: string;
  /** Length of the whole body in bytes, announced or read to the end. Absent if unknown. */
  readonly totalBytes?: number;
}

/** The result of validating a quarantined body again, against the contract of today. */
export interface Revalidation {
  readonly at: Date;
  /** The event type that the body was validated as. Absent if none was known. */
  readonly eventType?: string;
  readonly reasons: readonly Violation[];
}
