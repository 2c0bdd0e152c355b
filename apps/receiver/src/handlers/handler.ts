import type { HandlerContext, Handlers as InboxHandlers } from '@partner-webhooks/inbox';
import type { EventType, Notification } from '@partner-webhooks/types';
import type { Services } from './services.ts';

/** Handles the notifications of one event type. docs/handlers.md describes how to write a handler. */
export type Handler<E extends EventType> = (
  notification: Notification<E>,
  context: HandlerContext,
  services: Services,
) => Promise<void>;

/** A handler for every event type: a missing one does not compile. */
export type Handlers = { readonly [E in EventType]: Handler<E> };

/** The handlers with their services, as the dispatcher calls them. */
export function withServices(handlers: Handlers, services: Services): InboxHandlers {
  const bound = Object.entries(handlers).map(([eventType, handler]) => [
    eventType,
    (notification: never, context: HandlerContext) => handler(notification, context, services),
  ]);
  return Object.fromEntries(bound) as InboxHandlers;
}

/**
 * The body of a drafted handler. Its parameter is a text that says what to do, so the draft does not compile and the compiler
 * prints the text. If the draft runs anyway, the attempt fails and the notification stays in the inbox.
 */
export function unwritten<Todo extends string>(_notification: Todo): never {
  throw new Error('the handler of this event type is not implemented');
}
