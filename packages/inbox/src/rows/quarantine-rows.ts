import type { Row } from './columns.ts';

/** Which rejected bodies, as columns. */
export interface QuarantineFilterRow {
  readonly eventType?: string | undefined;
  readonly path?: string | undefined;
  readonly receivedFrom?: number | undefined;
  readonly receivedTo?: number | undefined;
}

/** A rejected body with its revalidations. */
export interface QuarantineRows {
  readonly row: Row;
  readonly revalidations: Row[];
}
