import type { EventType, Notification } from '@partner-webhooks/types';
import { holdsNumber } from '../identity/exact-json.ts';
import { fingerprint } from '../identity/fingerprint.ts';
import { occurredAt, subjectOf } from '../identity/subject.ts';
import type { IncomingNotification } from '../model.ts';
import { type ObservationRow, observationRow } from './observations.ts';
import { parseExactBody } from './parse-body.ts';
import { searchTextOf } from './search-terms.ts';

/**
 * An incoming notification on its way to the store's thread, with everything that is derived from its body: the store does
 * not parse it. It is an array of texts and numbers, because names and bytes are expensive to copy between threads.
 */
export type IncomingRow = readonly [
  id: string,
  eventType: EventType,
  /** A character for each byte (Latin-1). */
  body: string,
  /** Milliseconds since 1970. */
  receivedAt: number,
  observations: readonly ObservationRow[],
  /** The id if the notification has no subject. */
  orderingKey: string,
  /** The fingerprint, hexadecimal. */
  hash: string,
  /** Nanoseconds since 1970. */
  occurredAt: bigint | undefined,
  searchText: string,
  /** The context of the request's trace. */
  traceContext: string | undefined,
];

/** The same on the side of the store. */
export interface Incoming {
  readonly id: string;
  readonly eventType: EventType;
  readonly body: Uint8Array;
  readonly receivedAt: number;
  readonly observations: readonly ObservationRow[];
  readonly orderingKey: string;
  readonly hash: Uint8Array;
  readonly occurredAt: bigint | undefined;
  readonly searchText: string;
  readonly traceContext: string | undefined;
}

/** Derives the columns of an incoming notification, and packs them. */
export function incomingRow(incoming: IncomingNotification): IncomingRow {
  const { id, body, receivedAt, observations } = incoming;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const notification = withExactNumbers(incoming.notification, bytes);
  return [
    id,
    notification.eventType,
    bytes.toString('latin1'),
    receivedAt.getTime(),
    observations.map(observationRow),
    subjectOf(notification) ?? id,
    fingerprint(notification),
    occurredAt(notification),
    searchTextOf(id, notification),
    incoming.traceContext,
  ];
}

/** Unpacks them. */
export function unpackIncoming(row: IncomingRow): Incoming {
  const [
    id,
    eventType,
    body,
    receivedAt,
    observations,
    orderingKey,
    hash,
    occurredAt,
    searchText,
    traceContext,
  ] = row;
  return {
    id,
    eventType,
    body: Buffer.from(body, 'latin1'),
    receivedAt,
    observations,
    orderingKey,
    hash: Buffer.from(hash, 'hex'),
    occurredAt,
    searchText,
    traceContext,
  };
}

/** Parses the body a second time if its payload has numbers, whose digits a JavaScript number may have lost. */
function withExactNumbers(notification: Notification, bytes: Buffer): Notification {
  const { eventType, payload } = notification;
  if (!holdsNumber(payload)) return notification;
  return { eventType, payload: parseExactBody(bytes.toString()) } as Notification;
}
