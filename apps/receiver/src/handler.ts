export type { Handler, HandlerContext, Handlers } from '@partner-webhooks/inbox';

/**
 * Stands in a handler that nobody has written yet. It takes nothing, so the compiler refuses the file until somebody
 * has; should it run all the same, the notification is not lost but counted as not handled.
 */
export function unwritten(_notification: never): never {
  throw new Error('no handler has been written for this event type');
}
