import type { EventType, Notification } from '@partner-webhooks/types';
import type { Observation } from '@partner-webhooks/types/validators';

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

/** Where notifications are kept between receipt and handling. */
export interface Inbox {
  /**
   * Keeps a notification. What the promise of an inbox is worth is decided here: once it resolves, the sender may
   * be told that the notification has arrived.
   *
   * @throws InboxUnavailableError where it cannot be kept now.
   */
  receive(receipt: Receipt): Promise<void>;

  /**
   * Takes up to `limit` pending notifications for handling, the oldest first. Of notifications about one subject the
   * next is given out only when the one before it has been settled.
   */
  claim(limit: number): Promise<readonly Receipt[]>;

  /** Ends the handling of a claimed notification. */
  settle(id: string, state: Extract<State, 'handled' | 'dead'>): Promise<void>;

  /** @throws InboxUnavailableError where nothing can be received now. */
  check(): Promise<void>;

  /** Lets go of what the inbox holds open. Nothing may be called afterwards. */
  close(): Promise<void>;
}

/** The inbox cannot keep a notification now. The sender is told to come again; nothing has been acknowledged. */
export class InboxUnavailableError extends Error {
  override readonly name = 'InboxUnavailableError';
}
