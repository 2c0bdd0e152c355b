import { hash } from 'node:crypto';
import type { Notification } from '@partner-webhooks/types';
import { configure } from 'safe-stable-stringify';

/**
 * What two deliveries of one notification have in common: SHA-256 over the event type and the payload in canonical
 * form (RFC 8785), so that neither white space nor the order of properties makes a difference.
 *
 * @returns 64 hexadecimal digits.
 */
export function fingerprint({ eventType, payload }: Notification): string {
  return hash('sha256', `${eventType}\n${canonical(payload)}`, 'hex');
}

// With the names in order it writes what RFC 8785 asks for: the rest of that is how JavaScript writes JSON.
const canonical = configure({ circularValue: Error });
