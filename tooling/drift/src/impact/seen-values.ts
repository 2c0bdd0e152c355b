import type { KnownFields } from '@partner-webhooks/codegen';
import { formatPointer } from '@partner-webhooks/types/json-pointer';

/** Finds the values of extensible enums that no body has. */
export interface SeenValues {
  /** Notes the values of a body. */
  see(body: unknown): void;
  /** By place; `*` in a pointer stands for every index. Places of which all values were seen are left out. */
  unseen(): { readonly pointer: string; readonly values: readonly unknown[] }[];
}

/** @param fields those of the payload; `null` if it has no enum. */
export function createSeenValues(fields: KnownFields | null): SeenValues {
  const enums = new Map<KnownFields, { readonly pointer: string; readonly unseen: Set<unknown> }>();
  if (fields) collect(fields, []);
  return {
    see: (body) => fields && see(fields, body, []),
    unseen: () =>
      [...enums.values()].flatMap(({ pointer, unseen }) =>
        unseen.size > 0 ? [{ pointer, values: [...unseen] }] : [],
      ),
  };

  /** A schema inside itself is the same enum at any depth. */
  function collect(known: KnownFields, tokens: readonly string[]): void {
    if (known.values)
      enums.set(known, {
        pointer: formatPointer(tokens),
        unseen: new Set(known.values.filter((value) => value !== null)),
      });
    if (known.items) collect(known.items, [...tokens, '*']);
    for (const [name, inner] of Object.entries(known.properties ?? {}))
      if (inner) collect(inner, [...tokens, name]);
  }

  function see(given: KnownFields, value: unknown, outer: readonly KnownFields[]): void {
    if (given.up !== undefined) {
      const known = outer[outer.length - given.up];
      if (known) see(known, value, outer.slice(0, -given.up));
    } else if (Array.isArray(value)) {
      if (given.items) for (const item of value) see(given.items, item, [...outer, given]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, known] of Object.entries(given.properties ?? {}))
        if (known && Object.hasOwn(value, name))
          see(known, (value as Readonly<Record<string, unknown>>)[name], [...outer, given]);
    } else enums.get(given)?.unseen.delete(value);
  }
}
