import { EVENT_TYPES, type EventType, type Notification } from '@partner-webhooks/types';

/** What a handler is told besides the notification itself. */
export interface HandlerContext {
  /** The notification's id. The same notification can be handed over twice, with the same id: use it as the key. */
  readonly id: string;
  /** 1 at the first attempt. */
  readonly attempt: number;
  readonly receivedAt: Date;
  /** How often the notification has been received. */
  readonly deliveries: number;
  /** A newer notification about the same subject has been handled already. */
  readonly stale: boolean;
  /** How often somebody has had it handled again. A key that lets a replay through is made of the id and this. */
  readonly replays: number;
  /**
   * The id of an identical notification without a clock that came shortly before (`DEDUPLICATION_WINDOW`) and whose handling
   * does not serve both. It can be the same event, sent twice, or another one that looks the same: a handler that is not
   * idempotent decides. Absent where there is none.
   */
  readonly repeats?: string;
  /** Aborted when the time for this attempt is over. Pass it on to whatever waits. */
  readonly signal: AbortSignal;
  readonly log: HandlerLog;
}

/** A log that knows the notification already. Do not write payloads to it. */
export interface HandlerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Handles the notifications of one event type. It has handled one when its promise resolves; when it throws, the
 * notification is handed over again later, or is dead at once where it throws a `PermanentError`.
 */
export type Handler<E extends EventType> = (
  notification: Notification<E>,
  context: HandlerContext,
) => Promise<void>;

/** A handler for every event type: a missing one does not compile. */
export type Handlers = { readonly [E in EventType]: Handler<E> };

/**
 * The same handler for every event type.
 *
 * @example Pass everything on to a queue.
 * ```ts
 * const handlers = handlersFor(async ({ eventType, payload }, { id }) => {
 *   await queue.send({ id, eventType, payload });
 * });
 * ```
 */
export function handlersFor(handle: Handler<EventType>): Handlers {
  const entries = EVENT_TYPES.map((eventType) => [eventType, handle] as const);
  return Object.fromEntries(entries) as Record<EventType, Handler<EventType>>;
}
