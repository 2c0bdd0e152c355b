import type { IncomingRow } from '../../rows/incoming-row.ts';
import { queueOf } from '../keys.ts';

/** A notification that a transaction receives. */
export interface Arrival {
  readonly row: IncomingRow;
  /** Milliseconds since 1970; never before that of an earlier one of this process. */
  readonly receivedAt: number;
  /** When it came in if it was quarantined first. */
  readonly quarantinedAt?: number;
  readonly queue: string;
  /**
   * The key of which one transaction at a time receives: the queue if there is a subject. A payload without one is compared
   * with its repetitions only.
   */
  readonly receivingKey: string;
}

/** A notification that is received at a time. */
export function arrivalOf(row: IncomingRow, receivedAt: number): Arrival {
  const [id, , , , , orderingKey, hash] = row;
  const queue = queueOf(orderingKey);
  return { row, receivedAt, queue, receivingKey: orderingKey === id ? queueOf(hash) : queue };
}
