/** Which page of a list. */
export interface PageRequest {
  readonly limit: number;
  /** The `nextCursor` of the previous page; absent for the first page. */
  readonly cursor?: string;
  /** Oldest first. The default is newest first. */
  readonly oldestFirst?: boolean;
}

/** One page of a list. It can be shorter than the limit, or empty, although more follow: only `nextCursor` says. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor of the next page; absent on the last one. */
  readonly nextCursor?: string;
}
