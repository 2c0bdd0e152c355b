import { formatPointer, parsePointer } from '@partner-webhooks/types/json-pointer';

/**
 * The part of a JSON Pointer into a body (RFC 6901) before the first name that the sender chose: property names of the
 * contract and indexes of lists remain. For log lines, responses and reports, which must not contain text of a sender; the
 * inbox and the quarantine store the whole pointer.
 *
 * @param names those that no sender chose.
 */
export function knownPointer(pointer: string, names: ReadonlySet<string>): string {
  const tokens = parsePointer(pointer);
  const end = tokens.findIndex((token) => !names.has(token) && !INDEX.test(token));
  return formatPointer(end < 0 ? tokens : tokens.slice(0, end));
}

/** The names of all properties in some schemas. */
export function propertyNames(schemas: unknown): Set<string> {
  const names = new Set<string>();
  const collect = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties') for (const name of Object.keys(value)) names.add(name);
      collect(value);
    }
  };
  collect(schemas);
  return names;
}

/** A list has at most 100,000 values. */
const INDEX = /^\d{1,6}$/;
