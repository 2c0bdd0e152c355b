import type { EventType } from '@partner-webhooks/types';
import type { Handler, HandlerLog, Handlers } from './handler.ts';
import type { Inbox, Receipt } from './inbox.ts';

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly inbox: Inbox;
  readonly handlers: Handlers;
  /** How many notifications are handled at the same time. */
  readonly concurrency: number;
  /** The log that a notification's handler writes to. */
  readonly logFor: (receipt: Receipt) => HandlerLog;
}

/** Takes notifications out of the inbox and hands them to their handlers. */
export interface Dispatcher {
  /** There may be something new in the inbox. Returns at once; called too often it does no harm. */
  wake(): void;
  /** Claims nothing more. @returns when the handlers that are running have ended. */
  stop(): Promise<void>;
}

/** Makes a dispatcher. It does nothing until it is woken. */
export function createDispatcher({ inbox, handlers, concurrency, logFor }: DispatcherOptions): Dispatcher {
  const running = new Set<Promise<void>>();
  let claiming: Promise<void> | undefined;
  let stopped = false;
  let woken = false;

  const handle = async (receipt: Receipt): Promise<void> => {
    const { id, notification, receivedAt } = receipt;
    const log = logFor(receipt);
    // The registry of handlers pairs each event type with its handler; TypeScript cannot follow that through a union.
    const handler = handlers[notification.eventType] as Handler<EventType>;
    try {
      await handler(notification, { id, receivedAt, log });
      await inbox.settle(id, 'handled');
    } catch (error) {
      log.error({ err: error }, 'handler failed');
      await inbox.settle(id, 'dead');
    }
  };

  const run = (receipt: Receipt): void => {
    const handling = handle(receipt).finally(() => {
      running.delete(handling);
      wake();
    });
    running.add(handling);
  };

  const claim = async (): Promise<void> => {
    while (woken && !stopped && running.size < concurrency) {
      woken = false;
      const receipts = await inbox.claim(concurrency - running.size);
      receipts.forEach(run);
      if (receipts.length > 0) woken = true;
    }
  };

  const wake = (): void => {
    woken = true;
    claiming ??= claim().finally(() => {
      claiming = undefined;
      // Woken after the last look into the inbox and before this line.
      if (woken && !stopped && running.size < concurrency) wake();
    });
  };

  return {
    wake,
    async stop() {
      stopped = true;
      await claiming;
      await Promise.all(running);
    },
  };
}
