export { createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatch.ts';
export type { Handler, HandlerContext, HandlerLog, Handlers } from './handler.ts';
export { type Inbox, InboxUnavailableError, type Receipt, type State } from './inbox.ts';
export { createMemoryInbox, type MemoryInboxOptions } from './memory/memory-inbox.ts';
export { subjectOf } from './subject.ts';
