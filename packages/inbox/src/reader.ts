import type { Activity, ActivityPeriod, ActivityTotal } from './reading/activity.ts';
import type { FailureGroup } from './reading/failures.ts';
import type { NotificationDetails, NotificationFilter, NotificationRecord } from './reading/notifications.ts';
import type { AuditEntry, AuditFilter, JobRecord } from './reading/operators.ts';
import type { Page, PageRequest } from './reading/pages.ts';
import type {
  QuarantineDetails,
  QuarantineEdit,
  QuarantineFilter,
  QuarantineRecord,
} from './reading/quarantine.ts';
import type { ObservationCount, Pause, Statistics } from './reading/statistics.ts';

/** The reading side of the inbox. A read delays incoming notifications by at most one write of the search index. */
export interface InboxReader {
  /**
   * Lists notifications by when they came in, newest first by default.
   *
   * @throws CursorError if the cursor is not one of this inbox.
   */
  notifications(filter: NotificationFilter, page: PageRequest): Promise<Page<NotificationRecord>>;

  /** One notification; `undefined` if there is none with this id. */
  notification(id: string): Promise<NotificationDetails | undefined>;

  /**
   * Lists quarantined bodies by when they came in, newest first by default.
   *
   * @throws CursorError if the cursor is not one of this inbox.
   */
  quarantined(filter: QuarantineFilter, page: PageRequest): Promise<Page<QuarantineRecord>>;

  /** One quarantined body; `undefined` if there is none with this id. */
  quarantinedBody(id: string): Promise<QuarantineDetails | undefined>;

  /** All observations, last seen first. */
  observations(): Promise<readonly ObservationCount[]>;

  /** The event types whose handling is paused, by name. */
  pauses(): Promise<readonly Pause[]>;

  /** Dead and retried notifications by event type and cause, the largest groups first: 500 at most. */
  failures(eventType?: string): Promise<readonly FailureGroup[]>;

  /**
   * Lists what operators have done, newest first by default.
   *
   * @throws CursorError if the cursor is not one of this inbox.
   */
  auditLog(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;

  /** The latest 100 jobs, newest first. */
  jobs(): Promise<readonly JobRecord[]>;

  /**
   * The edited copy of a quarantined body, also after one of the two was accepted; `undefined` if it was not edited, or if
   * retention has removed it.
   */
  quarantineEdit(id: string): Promise<QuarantineEdit | undefined>;

  /** What happened in a period that ends now, in buckets of time. @param eventType only of this one. */
  activity(period: ActivityPeriod, eventType?: string): Promise<Activity>;

  /** The sums of the activity of all event types in a period that ends now. */
  totalActivity(period: ActivityPeriod): Promise<ActivityTotal>;

  /** Counts of everything in the inbox. */
  statistics(): Promise<Statistics>;
}
