import { type EventType, registry } from '@partner-webhooks/types';
import { operationOf } from './contract.ts';

/** A request to a receiver: correct as the platform sends it, or wrong on purpose. */
export interface OutgoingRequest {
  readonly path: string;
  readonly body: string;
  /** Default: `POST`. */
  readonly method?: 'POST' | 'PUT' | 'PATCH';
  /** Default: `application/json`. */
  readonly mediaType?: string;
  /** Default: the key of the sender. */
  readonly apiKey?: string;
}

/** The request that sends a payload of an event type, whether it is valid or not. */
export function requestFor(eventType: EventType, payload: unknown): OutgoingRequest {
  const { method, mediaType } = operationOf(eventType);
  return {
    path: registry[eventType].path,
    body: JSON.stringify(payload),
    ...(method !== 'POST' && { method }),
    ...(mediaType !== 'application/json' && { mediaType }),
  };
}
