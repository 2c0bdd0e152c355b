import type { Contract } from '../contract.ts';
import { componentName, type Schema } from '../schema.ts';
import { INDEX_TYPES, nameAliases } from '../types/aliases.ts';

/** A named schema that lists its values. */
export interface KnownEnum {
  /** The name of its type. */
  readonly name: string;
  /** Each value once, in the order of the contract. */
  readonly values: readonly unknown[];
  /** What values mean, as far as the contract says it. */
  readonly meanings: readonly (readonly [value: string, meaning: string])[];
}

/** The named schemas of a contract that list their values, or that are another name of one that does. */
export function knownEnums(contract: Contract): KnownEnum[] {
  const schemas = (contract.document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  return nameAliases(contract, INDEX_TYPES).aliases.flatMap(({ kind, name, alias }) => {
    if (kind !== 'schemas') return [];
    const schema = listing(schemas, schemas[name]);
    if (!schema) return [];
    const values = distinct(schema.enum);
    return values.length === 0 ? [] : [{ name: alias, values, meanings: meaningsOf(schema, values) }];
  });
}

type ListingSchema = Exclude<Schema, boolean> & { readonly enum: readonly unknown[] };

/** The schema with the list: the one that is given, or the one that it refers to. */
function listing(
  schemas: Readonly<Record<string, Schema>>,
  start: Schema | undefined,
): ListingSchema | undefined {
  const seen = new Set<unknown>();
  for (let schema = start; typeof schema === 'object' && schema !== null && !seen.has(schema); ) {
    seen.add(schema);
    if (Array.isArray(schema.enum)) return schema as ListingSchema;
    if (typeof schema.$ref !== 'string') return undefined;
    schema = schemas[componentName(schema.$ref) ?? ''];
  }
  return undefined;
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/**
 * The meanings of values: by value, as this contract and Redocly write them, or in the order of the values, as the generators
 * of other languages do.
 */
export function meaningsOf(
  schema: Readonly<Record<string, unknown>>,
  values: readonly unknown[],
): (readonly [value: string, meaning: string])[] {
  const given = schema['x-enumDescriptions'] ?? schema['x-enum-descriptions'] ?? schema['x-enum-description'];
  if (typeof given !== 'object' || given === null) return [];
  const all: [unknown, unknown][] = Array.isArray(given)
    ? values.map((value, index) => [value, given[index]])
    : Object.entries(given);
  const known = new Set(values.map(String));
  const meanings = new Map<string, string>();
  for (const [value, meaning] of all)
    if (typeof meaning === 'string' && meaning.trim() !== '' && known.has(String(value)))
      meanings.set(String(value), meaning.trim());
  return [...meanings];
}
