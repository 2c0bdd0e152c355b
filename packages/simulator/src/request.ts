import { type EventType, registry } from '@partner-webhooks/types';
import { sentAs } from './contract.ts';

/** A request to a receiver: correct as the platform sends it, or wrong on purpose. */
export interface OutgoingRequest {
  readonly path: string;
  readonly body: string;
  /** Default: `POST`. */
  readonly method?: string;
  /** Default: `application/json`. */
  readonly mediaType?: string;
  /** Those that the contract requires besides the media type and the key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the key of the sender. */
  readonly apiKey?: string;
}

/** The request that sends a payload of an event type, whether it is valid or not. */
export function requestFor(eventType: EventType, payload: unknown): OutgoingRequest {
  return requestWithBody(eventType, JSON.stringify(payload));
}

/** The request that sends any body as one of an event type. */
export function requestWithBody(eventType: EventType, body: string): OutgoingRequest {
  const { method, contentType, headers } = sentAs(eventType);
  const known = headers.flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), value]],
  );
  return {
    path: registry[eventType].path,
    body,
    ...(method !== 'POST' && { method }),
    ...(contentType !== 'application/json' && { mediaType: contentType }),
    ...(known.length > 0 && { headers: Object.fromEntries(known) }),
  };
}
