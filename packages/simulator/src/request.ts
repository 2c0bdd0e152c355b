import { type EventType, registry } from '@partner-webhooks/types';

/** A request as the platform makes it, or as it should not. */
export interface OutgoingRequest {
  readonly path: string;
  readonly body: string;
  /** `POST`, unless something else is meant. */
  readonly method?: 'POST' | 'PUT';
  /** `application/json`, unless something else is meant. */
  readonly mediaType?: string;
  /** Instead of the key of the sender. */
  readonly apiKey?: string;
}

/** The request that sends a payload of an event type, whether it is valid or not. */
export function requestFor(eventType: EventType, payload: unknown): OutgoingRequest {
  return { path: registry[eventType].path, body: JSON.stringify(payload) };
}
