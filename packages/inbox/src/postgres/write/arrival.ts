import type { IncomingRow } from '../../rows/incoming-row.ts';

/** A notification that a transaction receives. */
export interface Arrival {
  readonly row: IncomingRow;
  /** Milliseconds since 1970; never before that of an earlier one of this process. */
  readonly receivedAt: number;
  /** When it came in if it was quarantined first. */
  readonly quarantinedAt?: number;
}
