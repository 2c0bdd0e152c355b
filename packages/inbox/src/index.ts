export type { Change } from './change.ts';
export {
  type AttemptReport,
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  type StrayFailure,
} from './dispatch.ts';
export { errorMessage, errorStack, errorText, isInstance, MAX_ERROR_BYTES } from './error-text.ts';
export type { Handler, HandlerContext, HandlerLog, Handlers } from './handler.ts';
export {
  type Claim,
  type Failure,
  type Inbox,
  InboxUnavailableError,
  type Incomplete,
  type Judgement,
  type Outcome,
  type Receipt,
  type Received,
  type Refused,
  type Repetition,
  SenselessCallError,
  type State,
} from './inbox.ts';
export {
  type Attempt,
  CursorError,
  type Lookup,
  type NotificationDetails,
  type NotificationFilter,
  type NotificationRecord,
  type ObservationCount,
  type Page,
  type PageRequest,
  type QuarantineDetails,
  type QuarantineFilter,
  type QuarantineRecord,
  type StateCounts,
  type Statistics,
} from './lookup.ts';
export { type RetentionOptions, startRetention } from './retention.ts';
export { DEFAULT_RETRY, PermanentError, type RetryPolicy, retryDelay } from './retry.ts';
export { type Backup, backUp } from './sqlite/backup.ts';
export { checkFile, type FileReport } from './sqlite/check-file.ts';
export { type Database, DatabaseError, openDatabase } from './sqlite/database.ts';
export { type FileCheck, openSqliteInbox, type SqliteInboxOptions } from './sqlite/open-inbox.ts';
export { type Salvaged, salvage } from './sqlite/salvage.ts';
export type { Commit } from './sqlite/thread.ts';
export { canonicalSubject, occurredAt, subjectOf } from './subject.ts';
