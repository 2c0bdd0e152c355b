import { hash } from 'node:crypto';
import type { Notification } from '@partner-webhooks/types';
import { ExactNumber } from './exact-json.ts';

/**
 * Identifies a notification by its content: SHA-256 over the event type and the payload in canonical form (RFC 8785), so
 * that white space and the order of properties make no difference. If the payload was parsed with `parseExactJson`, all
 * digits of its numbers count.
 *
 * @returns 64 hexadecimal digits.
 */
export function fingerprint({ eventType, payload }: Notification): string {
  return hash('sha256', `${eventType}\n${canonical(payload)}`, 'hex');
}

/** RFC 8785. With sorted names, it is what `JSON.stringify` writes. */
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

/** Most texts have nothing to escape. To test that first saves a quarter of the time of a fingerprint. */
function quoted(text: string): string {
  return NOTHING_TO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text);
}

const NOTHING_TO_ESCAPE = /^[ !#-[\]-~]*$/;
