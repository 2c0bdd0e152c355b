/** A type of JSON Schema; an integer is a number. */
export type Type = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';

/** The types that a schema allows for a header; a text if it names none. */
export function typesOf(schema: unknown, root: unknown): Set<Type> {
  const found = namedTypes(schema, root, new Set());
  return found.size > 0 ? found : new Set<Type>(['string']);
}

type Keywords = Readonly<Record<string, unknown>>;

function namedTypes(schema: unknown, root: unknown, seen: Set<unknown>): Set<Type> {
  const found = new Set<Type>();
  if (!isKeywords(schema) || seen.has(schema)) return found;
  seen.add(schema);
  for (const type of [schema['type'] ?? []].flat()) found.add(type === 'integer' ? 'number' : (type as Type));
  for (const value of [...list(schema['enum']), ...('const' in schema ? [schema['const']] : [])])
    if (schema['type'] === undefined) found.add(typeOf(value));
  for (const part of partsOf(schema, root)) for (const type of namedTypes(part, root, seen)) found.add(type);
  return found;
}

/** The types that a schema allows for the items of a list. */
export function itemTypesOf(schema: unknown): Set<Type> {
  const types = itemSchemas(schema, schema, new Set()).flatMap((items) => [...typesOf(items, schema)]);
  return types.length > 0 ? new Set(types) : new Set<Type>(['string']);
}

function itemSchemas(schema: unknown, root: unknown, seen: Set<unknown>): unknown[] {
  if (!isKeywords(schema) || seen.has(schema)) return [];
  seen.add(schema);
  const own = [...list(schema['prefixItems']), ...('items' in schema ? [schema['items']] : [])];
  return [...own, ...partsOf(schema, root).flatMap((part) => itemSchemas(part, root, seen))];
}

/** The schemas that apply to the same value. */
function partsOf(schema: Keywords, root: unknown): unknown[] {
  const combined = [...list(schema['allOf']), ...list(schema['anyOf']), ...list(schema['oneOf'])];
  return [...combined, referenced(schema, root)];
}

/** The schema that a reference within the root leads to. */
function referenced(schema: Keywords, root: unknown): unknown {
  const { $ref } = schema;
  if (typeof $ref !== 'string' || !isKeywords(root) || !isKeywords(root['$defs'])) return undefined;
  const name = decodeURIComponent($ref.replace('#/$defs/', ''));
  return root['$defs'][name.replaceAll('~1', '/').replaceAll('~0', '~')];
}

function typeOf(value: unknown): Type {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as Type);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isKeywords(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
