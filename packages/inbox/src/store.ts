import type { HandlerRow, HandlerTransaction } from './effects/effects.ts';
import type { Write } from './effects/write.ts';
import type { Failure, Outcome, ReceiveResult } from './model.ts';
import type { ActivityQuery, ActivityRow, ActivityValues } from './rows/activity.ts';
import type { AuditFilterRow, AuditRow } from './rows/audit.ts';
import type { Claimed } from './rows/claim-row.ts';
import type { Row } from './rows/columns.ts';
import type { CauseRow } from './rows/failures.ts';
import type { FilterRow } from './rows/filter-row.ts';
import type { IncomingRow } from './rows/incoming-row.ts';
import type { JobRow } from './rows/jobs.ts';
import type { FoundRows, NotificationRows } from './rows/notification-rows.ts';
import type { PageRow } from './rows/page.ts';
import type { PauseRow } from './rows/pauses.ts';
import type { EditRow, RejectedRow, RevalidationRow } from './rows/quarantine-row.ts';
import type { QuarantineFilterRow, QuarantineRows } from './rows/quarantine-rows.ts';
import type { StatisticsRows } from './rows/statistics.ts';

/** A notification whose state was changed from outside of its handling. */
export interface Changed {
  readonly id: string;
  readonly eventType: string;
}

/** Which attempt of a notification. */
export interface AttemptNumbers {
  readonly attempt: number;
  readonly replays: number;
}

/** An attempt that has ended. */
export interface AttemptRow extends AttemptNumbers {
  readonly id: string;
}

/** An attempt whose end has been written. */
export interface CompletedRow {
  readonly eventType: string;
  readonly attempt: number;
}

/**
 * What a database does for an inbox, in rows: times are milliseconds since 1970. Each method is durable when its promise
 * resolves.
 *
 * Every method rejects with `InboxUnavailableError` if the database does not do it now, and with `InvalidCallError` or
 * `StatementError` as the method of `Inbox` with the same name.
 */
export interface InboxStore {
  receive(row: IncomingRow): Promise<ReceiveResult>;
  quarantine(row: RejectedRow): Promise<void>;
  acceptQuarantined(row: IncomingRow): Promise<ReceiveResult | undefined>;
  recordRevalidation(id: string, revalidation: RevalidationRow): Promise<void>;
  editQuarantined(id: string, edit: EditRow): Promise<boolean>;
  quarantineEdit(id: string): Promise<Row | undefined>;
  discardQuarantined(ids: readonly string[]): Promise<readonly string[]>;

  claim(limit: number, now: number): Promise<Claimed>;
  /** 0 for now, `undefined` if none is pending. */
  nextDue(): Promise<number | undefined>;
  complete(id: string, outcome: Outcome, now: number, of?: AttemptNumbers): Promise<CompletedRow>;
  interrupt(id: string, now: number, of?: AttemptNumbers): Promise<CompletedRow>;
  revoke(attempt: AttemptRow, failure: Failure, now: number): Promise<CompletedRow | undefined>;
  replay(ids: readonly string[], now: number): Promise<readonly Changed[]>;
  discard(ids: readonly string[], reason: string, now: number): Promise<readonly Changed[]>;
  pause(pause: PauseRow): Promise<Row>;
  resume(eventType: string, now: number): Promise<boolean>;
  /** @param before entries from before this time are removed, some at a time. */
  audit(entry: AuditRow, before: number): Promise<void>;
  startJob(row: JobRow, lostBefore: number): Promise<boolean>;
  saveJob(row: JobRow): Promise<boolean>;
  cancelJob(id: string): Promise<boolean>;
  jobs(): Promise<readonly Row[]>;
  auditLog(filter: AuditFilterRow, page: PageRow): Promise<readonly Row[]>;
  removeOld(before: number, limit: number): Promise<number>;

  notifications(filter: FilterRow, page: PageRow): Promise<FoundRows>;
  notification(id: string): Promise<NotificationRows | undefined>;
  quarantined(filter: QuarantineFilterRow, page: PageRow): Promise<readonly Row[]>;
  quarantinedBody(id: string): Promise<QuarantineRows | undefined>;
  observations(): Promise<readonly Row[]>;
  pauses(): Promise<readonly Row[]>;
  /** Adds numbers to those of the same bucket and event type. */
  addActivity(rows: readonly ActivityRow[]): Promise<void>;
  addCauses(rows: readonly CauseRow[]): Promise<void>;
  failures(eventType: string | undefined): Promise<readonly Row[]>;
  activity(query: ActivityQuery): Promise<readonly ActivityValues[]>;
  statistics(): Promise<StatisticsRows>;
  /** 0 if the inbox is empty. */
  latestReceivedAt(): Promise<number>;

  prepareWrite(sql: string, values: readonly unknown[]): Write;
  write(writes: readonly Write[]): Promise<void>;
  read(sql: string, values: readonly unknown[]): Promise<readonly HandlerRow[]>;
  openTransaction(): Promise<HandlerTransaction>;
  watchLost(listener: (lost: AttemptRow) => void): () => void;
  watchPending(listener: () => void): () => void;
  check(now: number): Promise<void>;
  close(): Promise<void>;
}
