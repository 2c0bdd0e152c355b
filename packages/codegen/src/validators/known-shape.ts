import type { Oas3_1Definition } from '@redocly/openapi-core';
import { isSchema, resolve, type Schema } from '../schema.ts';
import type { Shape } from './runtime/validation.ts';

/**
 * What the contract knows of a payload beyond its validity: the names of its properties and the values of its
 * extensible enums. Whatever else a valid body holds is an observation.
 *
 * A property or value that any branch of `allOf`, `anyOf`, `oneOf`, `then` or `else` mentions is known. Below a schema
 * that contains itself nothing is observed.
 *
 * @returns `null` where there is nothing to compare with.
 */
export function knownShape(document: Oas3_1Definition, schemaName: string): Shape | null {
  return shapeOf(document, { $ref: `#/components/schemas/${schemaName}` }, []);
}

/** A shape under construction; `mayBeText` says that a branch without a list of values lets any text pass. */
interface Draft {
  properties?: Record<string, Shape | null>;
  open?: boolean;
  items?: Shape | null;
  values?: unknown[];
  mayBeText?: boolean;
}

function shapeOf(document: Oas3_1Definition, schema: Schema, outer: readonly object[]): Shape | null {
  const { mayBeText, ...shape } = draft(document, schema, outer);
  return Object.keys(shape).length > 0 ? shape : null;
}

function draft(document: Oas3_1Definition, given: Schema, outer: readonly object[]): Draft {
  if (typeof given === 'boolean') return {};
  const referred = given.$ref === undefined ? {} : referredDraft(document, given, outer);
  if (outer.includes(given)) return {};
  const inner = [...outer, given];
  const of = (schema: Schema) => draft(document, schema, inner);

  let known = both(referred, ownDraft(document, given, inner));
  for (const branch of schemas(given.allOf)) known = both(known, of(branch));
  for (const branches of [schemas(given.anyOf), schemas(given.oneOf), schemas([given.then, given.else])]) {
    const [first, ...others] = branches.map(of);
    if (first) known = both(known, others.reduce(either, first));
  }
  return known;
}

function referredDraft(
  document: Oas3_1Definition,
  given: { $ref?: string },
  outer: readonly object[],
): Draft {
  const target = resolve<Exclude<Schema, boolean>>(document, { $ref: given.$ref ?? '' });
  return draft(document, target, outer);
}

/** What the schema itself says, leaving its branches aside. */
function ownDraft(
  document: Oas3_1Definition,
  schema: Exclude<Schema, boolean>,
  outer: readonly object[],
): Draft {
  const of = (inner: Schema) => shapeOf(document, inner, outer);
  const { properties, additionalProperties, patternProperties, items, prefixItems } = schema;
  const own: Draft = {};
  if (properties) {
    own.properties = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, of(inner as Schema)]),
    );
  }
  if (additionalProperties || patternProperties) own.open = true;
  if (items !== undefined && !prefixItems) {
    const shape = of(items as Schema);
    if (shape) own.items = shape;
  }
  if (schema.enum && schema['x-extensible'] === true) own.values = [...schema.enum];
  else if (schema.$ref === undefined)
    own.mayBeText = [schema.type].flat().some((type) => !type || type === 'string');
  return own;
}

/** Both hold: all that either knows is known, and the values of either bind. */
function both(a: Draft, b: Draft): Draft {
  const values = a.values && b.values ? union(a.values, b.values) : (a.values ?? b.values);
  return { ...merged(a, b), ...(values && { values }) };
}

/** One of them holds: values bind only where no branch lets any text pass. */
function either(a: Draft, b: Draft): Draft {
  const free = (a.mayBeText && !a.values) || (b.mayBeText && !b.values);
  const values = free ? undefined : union(a.values ?? [], b.values ?? []);
  return { ...merged(a, b), ...(values && values.length > 0 && { values }), mayBeText: free === true };
}

function merged(a: Draft, b: Draft): Draft {
  const properties = a.properties && b.properties ? mergedProperties(a.properties, b.properties) : undefined;
  const items = a.items && b.items ? mergedShape(a.items, b.items) : (a.items ?? b.items);
  return {
    ...((properties ?? a.properties ?? b.properties) && {
      properties: properties ?? a.properties ?? b.properties,
    }),
    ...((a.open || b.open) && { open: true }),
    ...(items && { items }),
    ...((a.mayBeText || b.mayBeText) && { mayBeText: true }),
  } as Draft;
}

function mergedProperties(a: Record<string, Shape | null>, b: Record<string, Shape | null>) {
  const names = union(Object.keys(a), Object.keys(b)) as string[];
  return Object.fromEntries(names.map((name) => [name, mergedShape(a[name] ?? null, b[name] ?? null)]));
}

function mergedShape(a: Shape | null, b: Shape | null): Shape | null {
  if (!a || !b) return a ?? b;
  return both(a as Draft, b as Draft);
}

function union(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  return [...new Set([...a, ...b])];
}

function schemas(list: readonly unknown[] | undefined): Schema[] {
  return (list ?? []).filter(isSchema);
}
