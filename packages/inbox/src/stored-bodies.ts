import type { State } from './model.ts';

/** A notification of which only the body is of interest. */
export interface StoredNotification {
  readonly kind: 'notification';
  readonly id: string;
  readonly eventType: string;
  readonly state: State;
  /** As it was received. */
  readonly body: Uint8Array;
}

/** A rejected body, and what is needed to read it. */
export interface StoredQuarantined {
  readonly kind: 'quarantined';
  readonly id: string;
  readonly path: string;
  readonly eventType?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  /** Whether only the beginning of what was sent is stored. */
  readonly isIncomplete: boolean;
  /** As it was received: neither decompressed nor converted. */
  readonly body: Uint8Array;
}

/** A part of the store that cannot be read. */
export interface UnreadablePart {
  readonly kind: 'unreadable';
  /** Where it is, in words: `the notification after seq 17`. */
  readonly place: string;
  readonly reason: string;
}

/** What {@link StoredBodies} gives. */
export type StoredItem = StoredNotification | StoredQuarantined | UnreadablePart;

/**
 * The bodies of a store, for programs that read all of them beside a running receiver. Reading never blocks writing. The
 * functions throw InboxUnavailableError if the store cannot be read any more.
 */
export interface StoredBodies {
  /** How many there are at most; `undefined` if that is not known. What comes in later is not counted. */
  readonly count: (since?: Date) => Promise<number | undefined>;
  /**
   * Notifications in the order of arrival, then rejected bodies. What comes in while they are read is left out.
   *
   * @param since leaves out what was received before.
   */
  readonly items: (since?: Date) => AsyncIterable<StoredItem>;
  readonly close: () => Promise<void>;
}
