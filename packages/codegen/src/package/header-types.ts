import type { Oas3_1Definition } from '@redocly/openapi-core';
import { componentName, type Schema } from '../schema.ts';
import type { HeaderForm } from '../validators/runtime/header-value.ts';

type HeaderType = HeaderForm['types'][number];
type Keywords = Readonly<Record<string, unknown>>;

/** The types that a schema allows for a header; a text if it names none. */
export function typesOf(document: Oas3_1Definition, schema: unknown): HeaderType[] {
  const found = namedTypes(document, schema, new Set());
  return found.size > 0 ? [...found] : ['string'];
}

/** The types that a schema allows for the items of a list. */
export function itemTypesOf(document: Oas3_1Definition, schema: unknown): HeaderType[] {
  const types = new Set(
    itemSchemas(document, schema, new Set()).flatMap((items) => typesOf(document, items)),
  );
  return types.size > 0 ? [...types] : ['string'];
}

function namedTypes(document: Oas3_1Definition, schema: unknown, seen: Set<unknown>): Set<HeaderType> {
  const found = new Set<HeaderType>();
  if (!isKeywords(schema) || seen.has(schema)) return found;
  seen.add(schema);
  const { type } = schema;
  for (const each of [type ?? []].flat()) found.add(each === 'integer' ? 'number' : (each as HeaderType));
  const values = [...list(schema['enum']), ...('const' in schema ? [schema['const']] : [])];
  if (type === undefined) for (const value of values) found.add(typeOf(value));
  for (const part of partsOf(document, schema))
    for (const each of namedTypes(document, part, seen)) found.add(each);
  return found;
}

function itemSchemas(document: Oas3_1Definition, schema: unknown, seen: Set<unknown>): unknown[] {
  if (!isKeywords(schema) || seen.has(schema)) return [];
  seen.add(schema);
  const own = [...list(schema['prefixItems']), ...('items' in schema ? [schema['items']] : [])];
  return [...own, ...partsOf(document, schema).flatMap((part) => itemSchemas(document, part, seen))];
}

/** The schemas that apply to the same value. */
function partsOf(document: Oas3_1Definition, schema: Keywords): unknown[] {
  const { $ref } = schema;
  const name = typeof $ref === 'string' ? componentName($ref) : undefined;
  const referred: Schema | undefined =
    name === undefined ? undefined : (document.components?.schemas?.[name] as Schema);
  return [...list(schema['allOf']), ...list(schema['anyOf']), ...list(schema['oneOf']), referred];
}

function typeOf(value: unknown): HeaderType {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as HeaderType);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isKeywords(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
