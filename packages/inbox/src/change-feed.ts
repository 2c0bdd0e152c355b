/** A change of a notification or of a quarantined body. */
export interface Change {
  readonly kind:
    | 'received'
    | 'duplicate'
    | 'handling'
    | 'handled'
    | 'failed'
    | 'dead'
    | 'replayed'
    | 'discarded'
    | 'quarantined'
    | 'unreadable';
  readonly id: string;
  readonly eventType?: string;
  readonly at: Date;
  /** The number of the attempt, 1 for the first. */
  readonly attempt?: number;
  /** Why the attempt failed, or why the notification cannot be read. */
  readonly error?: string;
  /** Who replayed it: an operator, or the sender by delivering it again. */
  readonly by?: 'operator' | 'delivery';
}

/** Passes changes on to listeners. */
export interface ChangeFeed {
  /** Calls a listener for every change from now on. @returns a function that unsubscribes it. */
  follow(listener: (change: Change) => void): () => void;
  /** Calls all listeners. An error that one of them throws is ignored. */
  publish(change: Change): void;
}

/** Creates a feed within this process. */
export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<(change: Change) => void>();
  return {
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(change) {
      for (const listener of listeners) {
        try {
          listener(change);
        } catch {
          // The change is stored already, so the call that made it has succeeded.
        }
      }
    },
  };
}
