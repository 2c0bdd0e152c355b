/** Which notifications, as columns. */
export interface FilterRow {
  readonly eventType?: string | undefined;
  readonly state?: string | undefined;
  /** The subject, and the event types whose subject it may be. */
  readonly subject?: { readonly value: string; readonly eventTypes: readonly string[] } | undefined;
  readonly receivedFrom?: number | undefined;
  readonly receivedTo?: number | undefined;
  readonly terms?: readonly TermRow[] | undefined;
  readonly unreadable?: boolean | undefined;
  readonly cause?: string | undefined;
}

/** A search term. */
export interface TermRow {
  readonly term: string;
  /** Whether it may be the beginning of a term. */
  readonly isPrefix: boolean;
  /** The terms of the search index that begin with it, if they are known. */
  readonly expansions?: readonly string[] | undefined;
}
