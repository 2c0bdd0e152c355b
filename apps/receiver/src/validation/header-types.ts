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
  const inner = [...list(schema['allOf']), ...list(schema['anyOf']), ...list(schema['oneOf'])];
  for (const each of [...inner, referenced(schema, root)])
    for (const type of namedTypes(each, root, seen)) found.add(type);
  return found;
}

/** The schema of the items of a list, also behind references. */
export function itemsOf(schema: unknown, root: unknown, seen: Set<unknown> = new Set()): unknown {
  if (!isKeywords(schema) || seen.has(schema)) return undefined;
  seen.add(schema);
  return schema['items'] ?? itemsOf(referenced(schema, root), root, seen);
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
