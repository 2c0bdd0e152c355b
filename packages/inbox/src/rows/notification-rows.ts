import type { Row } from './columns.ts';

/** Rows of a page, and the seq at which the search ended, if it ended before the list did. */
export interface FoundRows {
  readonly rows: Row[];
  readonly searchedTo?: number;
}

/** A notification with its deliveries and attempts. */
export interface NotificationRows {
  readonly row: Row;
  readonly deliveries: Row[];
  readonly attempts: Row[];
}
