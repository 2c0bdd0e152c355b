import type { HandlerContext, Handlers as InboxHandlers } from '@partner-webhooks/inbox';
import type { EventType, Notification } from '@partner-webhooks/types';
import type { Services } from './services.ts';

/**
 * Handles the notifications of one event type, with the services that it needs. docs/handlers.md tells how to write
 * one.
 */
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
 * Stands in a handler that nobody has written yet. It takes nothing, so the compiler refuses the file until somebody
 * has; should it run all the same, the notification is not lost but counted as not handled.
 */
export function unwritten(_notification: never): never {
  throw new Error('no handler has been written for this event type');
}
