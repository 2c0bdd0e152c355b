/** What has happened to a notification or to a refused body. */
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
  /** Which attempt it is about. */
  readonly attempt?: number;
  /** Why it failed, is dead, or cannot be read. */
  readonly error?: string;
  /** Who replayed it: an operator, or the sender by delivering it once more. */
  readonly by?: 'operator' | 'delivery';
}

/** Those who want to know of changes. */
export interface ChangeFeed {
  /** Is told of everything that happens from now on. @returns what ends that. */
  follow(listener: (change: Change) => void): () => void;
  publish(change: Change): void;
}

/** A feed within this process. */
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
          // The change is in the inbox already, so the call has not failed.
        }
      }
    },
  };
}
