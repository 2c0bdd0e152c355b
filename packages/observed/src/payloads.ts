import { parseJson } from '@partner-webhooks/types/request';
import type { Observation } from './observation.ts';

/** Which notifications may have what was observed. */
export interface PayloadQuery {
  readonly eventType: string;
  readonly order: 'oldest' | 'newest';
  readonly receivedFrom?: string;
  readonly receivedTo?: string;
  readonly limit: number;
  readonly withBody: true;
}

/** A body as the admin API has it. It is absent if it cannot be read. */
export interface StoredBody {
  readonly body?: string;
  readonly bodyEncoding?: 'utf-8' | 'base64';
}

/**
 * The payloads of notifications that may have what was observed, the most likely ones first.
 *
 * @param list asks the admin API for a page of notifications.
 */
export async function* payloadsOf(
  { eventType, firstSeen, lastSeen }: Observation,
  list: (query: PayloadQuery) => Promise<readonly StoredBody[]>,
): AsyncGenerator<unknown> {
  // The notification it was first seen in was received at that time, but retention may have removed it. The last one
  // may be a duplicate of a notification that was received earlier.
  const justAfter = new Date(Date.parse(lastSeen) + 1).toISOString();
  for (const range of [
    { order: 'oldest' as const, receivedFrom: firstSeen },
    { order: 'newest' as const, receivedTo: justAfter },
  ])
    for (const stored of await list({
      ...range,
      eventType,
      limit: NOTIFICATIONS_PER_SEARCH,
      withBody: true,
    })) {
      const payload = payloadOf(stored);
      if (payload !== undefined) yield payload;
    }
}

const NOTIFICATIONS_PER_SEARCH = 50;

/** The parsed body; `undefined` if it is not text. */
export function payloadOf({ body, bodyEncoding }: StoredBody): unknown {
  // A stored body has its byte order mark, if it was received with one.
  return body !== undefined && bodyEncoding !== 'base64' ? parseJson(body.replace(/^\uFEFF/, '')) : undefined;
}
