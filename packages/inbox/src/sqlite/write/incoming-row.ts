import type { EventType, Notification } from '@partner-webhooks/types';
import { fingerprint } from '../../identity/fingerprint.ts';
import { occurredAt, subjectOf } from '../../identity/subject.ts';
import type { IncomingNotification } from '../../model.ts';
import { observationRow } from '../mapping.ts';
import { parseExactBody } from '../parse-body.ts';
import { searchTextOf } from '../search-terms.ts';

/**
 * A receipt on its way to the store's thread: no more than the store cannot find out itself, and without names, because
 * both are copied for each. Bytes go as text, since an array of bytes takes several times as long.
 */
export type IncomingRow = readonly [
  id: string,
  eventType: EventType,
  /** A character for each byte (Latin-1). */
  body: string,
  /** Milliseconds since 1970. */
  receivedAt: number,
  observations: readonly { pointer: string; kind: string; value: string }[],
];

/** Packs a receipt. */
export function incomingRow({
  id,
  notification,
  body,
  receivedAt,
  observations,
}: IncomingNotification): IncomingRow {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return [
    id,
    notification.eventType,
    bytes.toString('latin1'),
    receivedAt.getTime(),
    observations.map(observationRow),
  ];
}

/** What the inbox keeps of a receipt besides what it came with. */
export interface DerivedColumns {
  readonly body: Uint8Array;
  /** What it is about; where it has no subject, its own id. */
  readonly orderingKey: string;
  readonly hash: Uint8Array;
  /** Nanoseconds since 1970. */
  readonly occurredAt: bigint | undefined;
  readonly searchText: string;
}

/**
 * Reads a receipt once more. The receiver has read it already, but between requests; many in a row take less time, and the
 * thread of the store has more of it.
 */
export function deriveColumns([id, eventType, text]: IncomingRow): DerivedColumns {
  const body = Buffer.from(text, 'latin1');
  const notification = { eventType, payload: parseExactBody(body.toString()) } as Notification;
  return {
    body,
    orderingKey: subjectOf(notification) ?? id,
    hash: Buffer.from(fingerprint(notification), 'hex'),
    occurredAt: occurredAt(notification),
    searchText: searchTextOf(id, notification),
  };
}

/** The fingerprint of a stored notification; `undefined` where its body is not JSON any more. */
export function fingerprintOf(eventType: string, body: Uint8Array): Uint8Array | undefined {
  try {
    const payload = parseExactBody(Buffer.from(body).toString());
    return Buffer.from(fingerprint({ eventType, payload } as Notification), 'hex');
  } catch {
    return undefined;
  }
}
