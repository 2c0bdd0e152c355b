// In the order in which one is chosen.
export const METHODS = ['post', 'put', 'patch', 'delete', 'get'] as const;

/** The HTTP methods by which a webhook can be sent. */
export type Method = (typeof METHODS)[number];

/** One webhook of a contract, with everything that is derived from its event type. */
export interface Webhook {
  /** The key under `webhooks` or its `x-event-type`, for instance `CUSTOMER_NOTIFICATION`. */
  readonly eventType: string;
  /** The path at which a receiver serves it, for instance `/customer-notification`. */
  readonly path: string;
  /** The name of its modules: `customer-notification`. Differs from all others on every file system. */
  readonly module: string;
  /** Its part of identifiers: `CustomerNotification`. Differs from all others. */
  readonly name: string;
  readonly method: Method;
  readonly operationId: string;
  /** The title for people; the event type if the contract has none. */
  readonly summary: string;
  /** Name of the payload under `components.schemas`. */
  readonly schema: string;
  /** The property with the subject (`x-subject`). */
  readonly subject?: string;
  /** The property with the sender's clock (`x-occurred-at`). */
  readonly occurredAt?: string;
}
