import type { Notification } from '@partner-webhooks/types';
import { ExactNumber } from '../identity/exact-json.ts';

/**
 * The text by which a notification is found: its id, its event type and all texts and numbers of its payload. A number of a
 * payload that was parsed with `parseExactJson` is found as it was sent and in its canonical form.
 */
export function searchTextOf(id: string, { eventType, payload }: Notification): string {
  return `${id} ${eventType}${valuesIn(payload)}`;
}

/**
 * The terms of a text, in lower case, without accents.
 *
 * A term has the characters that the tokenizer of the search index takes for parts of a term (migration 0002: `tokenize`).
 */
export function searchTerms(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{Co}_.:@+-]+/gu) ?? []
  );
}

/** Each with a space before it. */
function valuesIn(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return ` ${value}`;
  if (value instanceof ExactNumber) {
    const plain = value.toString();
    return value.source === plain ? ` ${plain}` : ` ${value.source} ${plain}`;
  }
  if (typeof value !== 'object' || value === null) return '';
  let values = '';
  for (const each of Object.values(value)) values += valuesIn(each);
  return values;
}
