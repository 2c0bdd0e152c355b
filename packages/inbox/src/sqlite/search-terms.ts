import type { Notification } from '@partner-webhooks/types';
import { ExactNumber } from '../identity/exact-json.ts';

/**
 * What a notification can be found by: its id, its event type and all texts and numbers in its payload. A number of a
 * payload that was read with `parseExactJson` is found as it was sent and as it is written without needless zeros.
 */
export function searchTextOf(id: string, { eventType, payload }: Notification): string {
  return `${id} ${eventType}${valuesIn(payload)}`;
}

/**
 * The words of a question, without capitals, accents and punctuation that ends a word.
 *
 * The characters between which words are divided are those of the index (migrations: `words`).
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
