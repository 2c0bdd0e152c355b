import { parsePointer } from '@partner-webhooks/types/json-pointer';

/**
 * Different values at a pointer of payloads, in their order. `null` is left out: it has no type to infer.
 *
 * @param pointer JSON Pointer (RFC 6901); `*` stands for every index of an array.
 * @param limit after how many values no further payload is read.
 */
export async function seenValues(
  payloads: AsyncIterable<unknown>,
  pointer: string,
  limit: number,
): Promise<readonly unknown[]> {
  const tokens = parsePointer(pointer);
  const seen = new Map<string, unknown>();
  for await (const payload of payloads) {
    for (const value of valuesAt(payload, tokens))
      if (value !== null && seen.size < limit) seen.set(JSON.stringify(value), value);
    if (seen.size >= limit) break;
  }
  return [...seen.values()];
}

function valuesAt(value: unknown, [token, ...rest]: readonly string[]): unknown[] {
  if (token === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return token === '*' ? value.flatMap((item) => valuesAt(item, rest)) : [];
  const inner = Object.entries(value).find(([name]) => name === token)?.[1];
  return inner === undefined ? [] : valuesAt(inner, rest);
}
