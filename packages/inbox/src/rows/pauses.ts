import type { Pause } from '../reading/statistics.ts';
import { optionalText, type Row, requiredDate } from './columns.ts';

/** A pause as columns. */
export interface PauseRow {
  readonly eventType: string;
  readonly pausedAt: number;
  readonly pausedBy?: string | undefined;
  readonly reason?: string | undefined;
}

/** A row as a pause. */
export function pauseOf(row: Row): Pause {
  return {
    eventType: String(row['eventType']),
    pausedAt: requiredDate(row['pausedAt']),
    ...optionalText('pausedBy', row['pausedBy']),
    ...optionalText('reason', row['reason']),
  };
}
