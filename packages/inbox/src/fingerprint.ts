import { hash } from 'node:crypto';
import type { Notification } from '@partner-webhooks/types';
import canonicalize from 'canonicalize';

/**
 * What two deliveries of one notification have in common: SHA-256 over the event type and the payload in canonical
 * form (RFC 8785), so that neither white space nor the order of properties makes a difference.
 *
 * @returns 64 hexadecimal digits.
 */
export function fingerprint({ eventType, payload }: Notification): string {
  return hash('sha256', `${eventType}\n${canonicalize(payload)}`, 'hex');
}
