import type { Violation } from '@partner-webhooks/types/validators';
import type { Incomplete, Revalidation } from '../model.ts';
import type { NotificationFilter } from './notifications.ts';

/** Which quarantined bodies: those that meet all conditions. */
export interface QuarantineFilter
  extends Pick<NotificationFilter, 'eventType' | 'receivedFrom' | 'receivedTo'> {
  /** The exact path. */
  readonly path?: string;
}

/** A quarantined body, without the bytes. */
export interface QuarantineRecord {
  readonly id: string;
  readonly method?: string;
  readonly path: string;
  readonly eventType?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly incomplete?: Incomplete;
  /** Why it was rejected when it came in. */
  readonly reasons: readonly Violation[];
  /** The latest revalidation; absent if there was none. */
  readonly lastRevalidation?: Revalidation;
  readonly receivedAt: Date;
  /** Length of the stored body in bytes. */
  readonly bytes: number;
}

/** A quarantined body, with the bytes. */
export interface QuarantineDetails extends QuarantineRecord {
  /** As it was received. */
  readonly body: Uint8Array;
  /** The last 100 revalidations, oldest first. */
  readonly revalidations: readonly Revalidation[];
}

/** An edited copy of a quarantined body, beside the original. */
export interface QuarantineEdit {
  readonly editedAt: Date;
  /** The name of the operator. */
  readonly editedBy: string;
  /** The event type to validate it as. Absent for that of the original. */
  readonly eventType?: string;
  /** JSON in UTF-8. */
  readonly body: Uint8Array;
  /** As it was received. */
  readonly original: Uint8Array;
}
