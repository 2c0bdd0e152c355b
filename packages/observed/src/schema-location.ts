import { parseFragment, valueAt } from '@partner-webhooks/types/json-pointer';

/** A schema, and its place in the document. */
export interface Location {
  readonly path: readonly string[];
  readonly schema: Schema;
}

type Schema = Readonly<Record<string, unknown>>;

/** The schemas that apply to the value at a place of a payload, the nearest first. `*` stands for every index of an array. */
export function schemasAt(document: unknown, eventType: string, tokens: readonly string[]): Location[] {
  let locations = bodySchemas(document, eventType);
  for (const token of tokens) {
    const all = locations.flatMap((location) => composition(document, location));
    const items = token === '*' ? all.flatMap((location) => child(location, 'items')) : [];
    locations = items.length > 0 ? items : all.flatMap((location) => child(location, 'properties', token));
  }
  return locations.flatMap((location) => composition(document, location));
}

function bodySchemas(document: unknown, eventType: string): Location[] {
  const webhooks = valueAt(document, ['webhooks']);
  if (!isObject(webhooks)) return [];
  const key = Object.keys(webhooks).find(
    (each) => (valueAt(webhooks, [each, 'x-event-type']) ?? each) === eventType,
  );
  if (key === undefined) return [];
  const content = ['webhooks', key, 'post', 'requestBody', 'content'];
  const types = valueAt(document, content);
  if (!isObject(types)) return [];
  return Object.keys(types).flatMap((type) => locationAt(document, [...content, type, 'schema']));
}

/** A schema, what it refers to, and the branches of both. */
function composition(document: unknown, location: Location, seen = new Set<unknown>()): Location[] {
  if (seen.has(location.schema)) return [];
  seen.add(location.schema);
  const { $ref } = location.schema;
  const target = typeof $ref === 'string' ? locationAt(document, parseFragment($ref)) : [];
  const branches = BRANCHES.flatMap((keyword) => {
    const found = location.schema[keyword];
    return Array.isArray(found)
      ? found.flatMap((_branch, index) => child(location, keyword, String(index)))
      : child(location, keyword);
  });
  return [location, ...[...target, ...branches].flatMap((each) => composition(document, each, seen))];
}

// The keywords whose schemas apply to the same value, always or sometimes.
const BRANCHES = ['allOf', 'anyOf', 'oneOf', 'then', 'else'];

function child({ path, schema }: Location, ...tokens: readonly string[]): Location[] {
  const found = valueAt(schema, tokens);
  return isObject(found) ? [{ path: [...path, ...tokens], schema: found }] : [];
}

function locationAt(document: unknown, path: readonly string[]): Location[] {
  const found = valueAt(document, path);
  return isObject(found) ? [{ path, schema: found }] : [];
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
