export type { Change } from './change-feed.ts';
export { type Clock, systemClock } from './clock.ts';
export type { Commit } from './commit.ts';
export {
  type Copied,
  type CopiedTableReport,
  CopyDiffersError,
  type CopyOptions,
  type CopyProgress,
  copyInbox,
} from './copy/copy-inbox.ts';
export { type CopySource, type CopyTarget, InboxExistsError } from './copy/ports.ts';
export { type DatabaseUrl, parseDatabaseUrl } from './database-url/database-url.ts';
export { type DatabaseServer, isServerUrl, withoutPassword } from './database-url/server-url.ts';
export { createDispatcher, type Dispatcher, type UncaughtFailure } from './dispatch/dispatcher.ts';
export type { AttemptReport, DispatcherOptions } from './dispatch/dispatcher-options.ts';
export {
  type Handler,
  type HandlerContext,
  type HandlerLog,
  type Handlers,
  handlersFor,
} from './dispatch/handler.ts';
export { type RetentionOptions, startRetention } from './dispatch/retention.ts';
export { DEFAULT_RETRY, PermanentError, type RetryPolicy, retryDelay } from './dispatch/retry.ts';
export { isTracing, messagingAttributes, TRACER_NAME, traceContextOf } from './dispatch/trace.ts';
export { type DurationUnit, MILLISECONDS_PER, millisecondsOf } from './duration.ts';
export type { Effects, HandlerRow, HandlerTransaction, TransactionClient } from './effects/effects.ts';
export { type HandlerMigration, readHandlerMigrations } from './effects/migrations.ts';
export type { Write, WriteValue } from './effects/write.ts';
export { errorMessage, errorStack, errorText, isInstance, MAX_ERROR_BYTES } from './error-text.ts';
export {
  CursorError,
  InboxUnavailableError,
  InvalidCallError,
  MigrationError,
  StatementError,
} from './errors.ts';
export { canonicalSubject, occurredAt, subjectOf } from './identity/subject.ts';
export type { Inbox, LostAttempt } from './inbox.ts';
export type {
  Claim,
  Failure,
  IncomingNotification,
  Incomplete,
  Outcome,
  ReceiveResult,
  RejectedBody,
  Repetition,
  Revalidation,
  State,
} from './model.ts';
export type { OnNotice } from './notice.ts';
export type { InboxReader } from './reader.ts';
export type { Activity, ActivityPeriod, ActivitySeries, ActivityTotal } from './reading/activity.ts';
export type { FailureGroup } from './reading/failures.ts';
export type {
  Attempt,
  NotificationDetails,
  NotificationFilter,
  NotificationRecord,
} from './reading/notifications.ts';
export type { AuditEntry, AuditFilter, JobRecord } from './reading/operators.ts';
export type { Page, PageRequest } from './reading/pages.ts';
export type {
  QuarantineDetails,
  QuarantineEdit,
  QuarantineFilter,
  QuarantineRecord,
} from './reading/quarantine.ts';
export type { ObservationCount, Pause, StateCounts, Statistics } from './reading/statistics.ts';
export { type CopySourceOptions, openCopySource } from './sqlite/copy/source.ts';
export { type Backup, backUp } from './sqlite/file/backup.ts';
export { checkFile, type FileReport } from './sqlite/file/check-file.ts';
export { type Salvaged, salvage } from './sqlite/file/salvage.ts';
export { type FileCheck, openSqliteInbox, type SqliteInboxOptions } from './sqlite/open.ts';
export { openSqliteBodies } from './sqlite/read/stored-bodies.ts';
export { type Database, DatabaseError, openDatabase } from './sqlite/statements/database.ts';
export type {
  StoredBodies,
  StoredItem,
  StoredNotification,
  StoredQuarantined,
  UnreadablePart,
} from './stored-bodies.ts';
