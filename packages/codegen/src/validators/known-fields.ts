import type { Oas3_1Definition } from '@redocly/openapi-core';
import { isSchema, resolve, type Schema } from '../schema.ts';

/** The fields of a value that the contract has; `null` in place of it: nothing is observed in the value. */
export interface KnownFields {
  readonly properties?: { readonly [name: string]: KnownFields | null };
  /** The schema allows other properties explicitly, so they are not observed. */
  readonly open?: boolean;
  readonly items?: KnownFields | null;
  /** The fields are those of the value so many levels further out, which is of the same kind. */
  readonly up?: number;
  readonly values?: readonly unknown[];
}

/**
 * The fields of a payload that the contract has: the names of properties and the values of extensible enums. Everything
 * else in a valid body is an observation.
 *
 * A property or value in any branch of `allOf`, `anyOf`, `oneOf`, `then` or `else` is known. A schema inside itself refers to
 * the fields around it.
 *
 * @returns `null` if nothing can be observed.
 */
export function knownFields(document: Oas3_1Definition, schemaName: string): KnownFields | null {
  return fieldsOf(document, { $ref: `#/components/schemas/${schemaName}` }, { schemas: new Map(), depth: 0 });
}

/** Where a schema is: the schemas around it with their depths, and how many properties and lists lead to it. */
interface Place {
  readonly schemas: ReadonlyMap<object, number>;
  readonly depth: number;
}

/** Known fields under construction. `mayBeText`: a branch without a list of values accepts any string. */
interface Draft {
  properties?: Record<string, KnownFields | null>;
  open?: boolean;
  items?: KnownFields | null;
  values?: unknown[];
  up?: number;
  mayBeText?: boolean;
}

function fieldsOf(document: Oas3_1Definition, schema: Schema, place: Place): KnownFields | null {
  const { mayBeText, ...fields } = draft(document, schema, place);
  return Object.keys(fields).length > 0 ? fields : null;
}

function draft(document: Oas3_1Definition, given: Schema, place: Place): Draft {
  if (typeof given === 'boolean') return {};
  const outer = place.schemas.get(given);
  if (outer !== undefined) return { up: place.depth - outer };
  const inner = { ...place, schemas: new Map([...place.schemas, [given, place.depth]]) };
  const referred = given.$ref === undefined ? {} : referredDraft(document, given, inner);
  const of = (schema: Schema) => draft(document, schema, inner);

  let known = both(referred, ownDraft(document, given, inner));
  for (const branch of schemas(given.allOf)) known = both(known, of(branch));
  for (const branches of [schemas(given.anyOf), schemas(given.oneOf), schemas([given.then, given.else])]) {
    const [first, ...others] = branches.map(of);
    if (first) known = both(known, others.reduce(either, first));
  }
  return known;
}

function referredDraft(document: Oas3_1Definition, given: { $ref?: string }, place: Place): Draft {
  const target = resolve<Exclude<Schema, boolean>>(document, { $ref: given.$ref ?? '' });
  return draft(document, target, place);
}

/** The fields of the schema itself, without its branches. */
function ownDraft(document: Oas3_1Definition, schema: Exclude<Schema, boolean>, place: Place): Draft {
  const inside = { ...place, depth: place.depth + 1 };
  const of = (inner: Schema) => fieldsOf(document, inner, inside);
  const { properties, additionalProperties, patternProperties, items, prefixItems } = schema;
  const own: Draft = {};
  if (properties) {
    own.properties = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, of(inner as Schema)]),
    );
  }
  if (additionalProperties || patternProperties) own.open = true;
  if (items !== undefined && !prefixItems) {
    const fields = of(items as Schema);
    if (fields) own.items = fields;
  }
  if (schema.enum && schema['x-extensible'] === true) own.values = [...schema.enum];
  else if (schema.$ref === undefined)
    own.mayBeText = [schema.type].flat().some((type) => !type || type === 'string');
  return own;
}

/** For `allOf`: what either knows is known, and the values of either bind. */
function both(a: Draft, b: Draft): Draft {
  const values = a.values && b.values ? union(a.values, b.values) : (a.values ?? b.values);
  return { ...merged(a, b), ...(values && { values }) };
}

/** For `anyOf` and `oneOf`: values bind only if no branch accepts any string. */
function either(a: Draft, b: Draft): Draft {
  const free = (a.mayBeText && !a.values) || (b.mayBeText && !b.values);
  const values = free ? undefined : union(a.values ?? [], b.values ?? []);
  return { ...merged(a, b), ...(values && values.length > 0 && { values }), mayBeText: free === true };
}

function merged(a: Draft, b: Draft): Draft {
  if (a.up !== undefined || b.up !== undefined) return mergedWithOuter(a, b);
  const properties = a.properties && b.properties ? mergedProperties(a.properties, b.properties) : undefined;
  const items = a.items && b.items ? mergedFields(a.items, b.items) : (a.items ?? b.items);
  return {
    ...((properties ?? a.properties ?? b.properties) && {
      properties: properties ?? a.properties ?? b.properties,
    }),
    ...((a.open || b.open) && { open: true }),
    ...(items && { items }),
    ...((a.mayBeText || b.mayBeText) && { mayBeText: true }),
  } as Draft;
}

/** The fields around a value are not known yet, so they cannot be merged with others: then every property is known. */
function mergedWithOuter(a: Draft, b: Draft): Draft {
  if (a.up === b.up || isEmpty(a) || isEmpty(b)) return { up: a.up ?? b.up ?? 0 };
  return { open: true, properties: {} };
}

function isEmpty({ mayBeText: _mayBeText, ...fields }: Draft): boolean {
  return Object.keys(fields).length === 0;
}

function mergedProperties(a: Record<string, KnownFields | null>, b: Record<string, KnownFields | null>) {
  const names = union(Object.keys(a), Object.keys(b)) as string[];
  return Object.fromEntries(names.map((name) => [name, mergedFields(a[name] ?? null, b[name] ?? null)]));
}

function mergedFields(a: KnownFields | null, b: KnownFields | null): KnownFields | null {
  if (!a || !b) return a ?? b;
  return both(a as Draft, b as Draft);
}

function union(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  return [...new Set([...a, ...b])];
}

function schemas(list: readonly unknown[] | undefined): Schema[] {
  return (list ?? []).filter(isSchema);
}
