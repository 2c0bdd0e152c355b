import { capitalize } from '../event-type.ts';
import { mapSubschemas, type Schema } from '../schema.ts';
import { isScalar, type SchemaObject } from './compiler/schema-graph.ts';
import { escapeToken } from './runtime/json-pointer.ts';

/**
 * The same schemas, in which a schema that is written out in several places is one more named schema that those places refer
 * to. What is valid does not change; the validators of a document that was bundled from files get a tenth of the size.
 *
 * @param schemas the named schemas, without annotations, which would make equal schemas differ.
 */
export function repeatedSchemas(schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const { idOf, uses } = identified(schemas);
  const all = new Map<string, Schema>();
  const names = new Map<number, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const id = idOf.get(schema);
    // A text is not an `AlertUrl` because it is one of the same type.
    if (id !== undefined && !names.has(id) && !isScalar(schema)) names.set(id, name);
  }
  const taken = new Set(Object.keys(schemas));
  const withReferences = (schema: Schema): Schema =>
    mapSubschemas(schema, (inner, place) => {
      const id = idOf.get(inner);
      if (id === undefined || !isWorthAName(inner, uses.get(id) ?? 0)) return withReferences(inner);
      let name = names.get(id);
      if (name === undefined) {
        name = unusedName(inner, place, taken);
        names.set(id, name);
        taken.add(name);
        all.set(name, withReferences(inner));
      }
      return { $ref: `#/components/schemas/${encodeURIComponent(escapeToken(name))}` };
    });
  for (const [name, schema] of Object.entries(schemas)) all.set(name, withReferences(schema));
  // Not by assignment, which would set the prototype for the name `__proto__`.
  return Object.fromEntries(all);
}

/** A schema that is shorter takes less code in its places than calls take. */
function isWorthAName(schema: Schema, uses: number): boolean {
  if (typeof schema === 'boolean' || isReference(schema)) return false;
  const { length } = JSON.stringify(schema);
  return uses >= (isScalar(schema) ? 3 : 2) && (isScalar(schema) || length >= MIN_CHARS);
}

function isReference(schema: SchemaObject): boolean {
  return schema.$ref !== undefined && Object.keys(schema).length === 1;
}

const MIN_CHARS = 40;

/** A number for each schema, the same for equal ones, and how many different schemas contain it. */
function identified(schemas: Readonly<Record<string, Schema>>) {
  const ids = new Map<string, number>();
  const idOf = new Map<Schema, number>();
  const uses = new Map<number, number>();
  const identify = (schema: Schema): number => {
    const inner: number[] = [];
    const shape = mapSubschemas(schema, (each) => {
      inner.push(identify(each));
      return { $ref: `:${inner.at(-1)}` };
    });
    const key = JSON.stringify(shape);
    const known = ids.get(key);
    const id = known ?? ids.size;
    ids.set(key, id);
    if (typeof schema !== 'boolean') idOf.set(schema, id);
    if (known === undefined) for (const each of inner) uses.set(each, (uses.get(each) ?? 0) + 1);
    return id;
  };
  for (const schema of Object.values(schemas)) {
    const id = identify(schema);
    // A schema that has a name is used by that name too.
    uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  return { idOf, uses };
}

/** A name after the type and format of a value, or after the property or keyword that first holds the schema. */
function unusedName(schema: Schema, place: string, taken: ReadonlySet<string>): string {
  const { type, format } = schema as SchemaObject;
  const words = isScalar(schema) ? [type ?? [], format ?? []].flat() : [place];
  // A constant or an enum may have neither.
  const name = words.map((word) => capitalize(String(word))).join('') || 'Value';
  let unused = name;
  for (let number = 2; taken.has(unused); number += 1) unused = `${name}${number}`;
  return unused;
}
