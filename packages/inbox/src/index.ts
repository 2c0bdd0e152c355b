export { createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatch.ts';
export type { Handler, HandlerContext, HandlerLog, Handlers } from './handler.ts';
export {
  type Claim,
  type Inbox,
  InboxUnavailableError,
  type ObservationCount,
  type Outcome,
  type Receipt,
  type Received,
  type Refused,
  type State,
  type Statistics,
} from './inbox.ts';
export { type RetentionOptions, startRetention } from './retention.ts';
export { DEFAULT_RETRY, PermanentError, type RetryPolicy, retryDelay } from './retry.ts';
export { openSqliteInbox, type SqliteInboxOptions } from './sqlite/sqlite-inbox.ts';
export { subjectOf } from './subject.ts';
