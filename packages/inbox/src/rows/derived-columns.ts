import type { Notification } from '@partner-webhooks/types';
import { fingerprint } from '../identity/fingerprint.ts';
import { parseExactBody } from './parse-body.ts';
import { searchTextOf } from './search-terms.ts';

/** What is derived from a stored notification. */
export interface DerivedColumns {
  /** The fingerprint, hexadecimal; `undefined` if the body is no longer JSON. */
  readonly hash: string | undefined;
  readonly searchText: string;
}

/** Derives the columns of a stored notification. One whose body is no longer JSON is found by its id and its event type. */
export function derivedColumns(id: string, eventType: string, body: Uint8Array): DerivedColumns {
  let payload: unknown;
  try {
    payload = parseExactBody(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
  } catch {
    return { hash: undefined, searchText: searchTextOf(id, { eventType, payload } as Notification) };
  }
  const notification = { eventType, payload } as Notification;
  return { hash: fingerprint(notification), searchText: searchTextOf(id, notification) };
}
