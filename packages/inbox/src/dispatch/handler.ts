import { EVENT_TYPES, type EventType, type Notification } from '@partner-webhooks/types';
import type { HandlerRow, TransactionClient } from '../effects/effects.ts';
import type { WriteValue } from '../effects/write.ts';

/** What a handler gets besides the notification. */
export interface HandlerContext {
  /** The id of the notification: the idempotency key. A notification can be handled twice, with the same id. */
  readonly id: string;
  /** 1 at the first attempt. */
  readonly attempt: number;
  readonly receivedAt: Date;
  /** How often the sender delivered the notification: 1 without duplicates. */
  readonly deliveries: number;
  /** A newer notification of the same subject has been handled already. */
  readonly stale: boolean;
  /** How often it was replayed. An idempotency key that lets replays through combines the id and this number. */
  readonly replays: number;
  /**
   * The id of an identical notification without a clock that came shortly before (`DEDUPLICATION_WINDOW`) and is handled
   * separately. It can be the same event, sent twice, or another event with the same payload. A handler that is not
   * idempotent has to decide. Absent if there is none.
   */
  readonly repeats?: string;
  /** Aborted when the attempt has timed out or lost its lease. Pass it on to every call that waits. */
  readonly signal: AbortSignal;
  /**
   * Adds a statement that is carried out in the very transaction that marks the notification as handled: both happen, or
   * neither does. Statements are carried out in the order of the calls, after the handler has returned. If one fails, the
   * attempt has failed, and nothing is written.
   *
   * @param sql one statement that inserts, updates or deletes, with parameters `$1`, `$2` and so on.
   * @throws StatementError if the statement could never be carried out (wrong number of values, a value of another type, several
   * statements), or the attempt has ended.
   * @example
   * ```ts
   * context.write('INSERT INTO app_saving (id, cents) VALUES ($1, $2)', context.id, 1_250);
   * ```
   */
  write(sql: string, ...values: readonly WriteValue[]): void;
  /**
   * Reads the tables that handlers write, as they were committed last: without what this attempt has added. Notifications of
   * one subject are handled one at a time, so rows that only they write do not change meanwhile.
   *
   * @throws StatementError if the statement fails, and InboxUnavailableError.
   * @example
   * ```ts
   * const [account] = await context.read('SELECT cents FROM app_account WHERE id = $1', accountId);
   * ```
   */
  read(sql: string, ...values: readonly WriteValue[]): Promise<readonly HandlerRow[]>;
  /**
   * PostgreSQL: reads and writes in the very transaction that marks the notification as handled. Each call is all or nothing:
   * if its function throws, what it has written is undone, and the handler may go on. The transaction stays open, with the
   * locks of its rows, until the handler has returned. If the attempt fails, nothing is written.
   *
   * @throws StatementError on SQLite, and whatever the function throws.
   * @example
   * ```ts
   * await context.transaction(async (client) => {
   *   const { rows } = await client.query('SELECT cents FROM app_account WHERE id = $1 FOR UPDATE', accountId);
   *   await client.query('UPDATE app_account SET cents = $2 WHERE id = $1', accountId, Number(rows[0]?.['cents']) + 1_250);
   * });
   * ```
   */
  transaction<T>(work: (client: TransactionClient) => Promise<T>): Promise<T>;
  readonly log: HandlerLog;
}

/** A log whose lines name the notification. Do not write payloads to it. */
export interface HandlerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Handles the notifications of one event type. A notification is handled when the promise resolves. If the handler
 * throws, the attempt has failed and is retried; after a `PermanentError` the notification is dead at once.
 *
 * @example
 * ```ts
 * const onTransfer: Handler<'TRANSFER_NOTIFICATION'> = async ({ payload }, { id, signal }) => {
 *   await ledger.update(payload.transferId, { idempotencyKey: id, signal });
 * };
 * ```
 */
export type Handler<E extends EventType> = (
  notification: Notification<E>,
  context: HandlerContext,
) => Promise<void>;

/** A handler for every event type. A missing one is a compile error. */
export type Handlers = { readonly [E in EventType]: Handler<E> };

/**
 * Uses one handler for every event type.
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
