import type { Oas3_1Definition } from '@redocly/openapi-core';
import type { Findings } from './findings.ts';
import { DYNAMIC_ANCHOR } from './identifiers.ts';
import { referenceTokens } from './reference-tokens.ts';
import { isSchema, mapSubschemas, referenceTo, type Schema, walkSchema } from './schema.ts';
import { valueAt } from './validators/runtime/json-pointer.ts';
import { schemasOf } from './walk-document.ts';

type SchemaObject = Exclude<Schema, boolean>;

/** The schema that each dynamic anchor means: that of the outermost schema on the way to a value which has the anchor. */
type Scope = ReadonlyMap<string, SchemaObject>;

/**
 * Writes each `$dynamicRef` as a `$ref` (JSON Schema 2020-12, Core, section 8.2.3.2). What it means depends on the schemas
 * through which a value was reached: a list of any items becomes a list of orders where the schema of orders refers to it. A
 * schema that means several things is copied for each, under a name of its own. Changes the document.
 */
export function resolveDynamicReferences(document: Oas3_1Definition, findings: Findings): void {
  const roots = schemasOf(document);
  const places = new Map<SchemaObject, Placed>();
  for (const { schema, pointer } of roots) place(schema, pointer, places);
  writeUnresolved(places);
  if (![...places.keys()].some((schema) => DYNAMIC_ANCHOR in schema)) return;
  const copies = new Copies(document, places, findings);
  // All before the first is replaced, because copies are made of schemas as they were.
  const resolved = roots.flatMap(({ schema }) =>
    typeof schema === 'object'
      ? [{ schema, copy: copies.resolved(schema, scopeInside(schema, new Map(), places)) }]
      : [],
  );
  for (const { schema, copy } of resolved) {
    delete schema[DYNAMIC_ANCHOR];
    Object.assign(schema, copy);
  }
}

interface Placed {
  readonly pointer: string;
  /** The schema around it, or itself, that is a resource: one with an `$id`, or that is not inside another one. */
  readonly resource: SchemaObject;
  /** The dynamic anchors inside it, if it is a resource. */
  readonly anchors: Map<string, SchemaObject>;
}

function place(root: Schema, rootPointer: string, places: Map<SchemaObject, Placed>): void {
  const visit = (schema: Schema, pointer: string, resource: SchemaObject | undefined): void => {
    if (typeof schema !== 'object' || schema === null || places.has(schema)) return;
    const own = resource === undefined || typeof schema['$id'] === 'string' ? schema : resource;
    places.set(schema, { pointer, resource: own, anchors: new Map() });
    const anchor: unknown = schema['$dynamicAnchor'];
    const { anchors } = places.get(own) ?? {};
    if (typeof anchor === 'string' && anchors && !anchors.has(anchor)) anchors.set(anchor, schema);
    walkSchema(
      schema,
      (inner, at) => {
        if (inner !== schema) visit(inner, at, own);
      },
      pointer,
    );
  };
  visit(root, rootPointer, undefined);
}

/** A dynamic reference that its file does not resolve leads to the anchor wherever the document has it. */
function writeUnresolved(places: ReadonlyMap<SchemaObject, Placed>): void {
  for (const schema of places.keys()) {
    const reference: unknown = schema['$dynamicRef'];
    if (typeof reference !== 'string') continue;
    const anchor = reference.slice(reference.indexOf('#') + 1);
    const target = [...places].find(([each]) => each['$dynamicAnchor'] === anchor);
    const $ref = target === undefined ? reference : `#${target[1].pointer.replaceAll('%', '%25')}`;
    delete schema['$dynamicRef'];
    if (schema.$ref === undefined) schema.$ref = $ref;
    else schema.allOf = [...(schema.allOf ?? []), { $ref }];
  }
}

/** The scope within a schema that was entered with a scope: what is outside comes first. */
function scopeInside(schema: SchemaObject, scope: Scope, places: ReadonlyMap<SchemaObject, Placed>): Scope {
  const resource = places.get(schema)?.resource ?? schema;
  return new Map([...(places.get(resource)?.anchors ?? []), ...scope]);
}

/** Schemas with the meanings that they have on different ways. */
class Copies {
  readonly #document: Oas3_1Definition;
  readonly #places: ReadonlyMap<SchemaObject, Placed>;
  readonly #findings: Findings;
  readonly #named = new Map<string, string>();
  readonly #depending = new Map<SchemaObject, boolean>();
  // Resolving the schemas of the document changes their references.
  readonly #targets = new Map<SchemaObject, SchemaObject | undefined>();

  constructor(document: Oas3_1Definition, places: ReadonlyMap<SchemaObject, Placed>, findings: Findings) {
    this.#document = document;
    this.#places = places;
    this.#findings = findings;
    for (const schema of places.keys()) this.#targets.set(schema, this.#targetOf(schema));
  }

  /** A schema with the references that it has in a scope. */
  resolved(schema: SchemaObject, scope: Scope): SchemaObject {
    const copy = mapSubschemas(schema, (inner) =>
      typeof inner === 'object' && this.#places.has(inner)
        ? this.resolved(inner, scopeInside(inner, scope, this.#places))
        : inner,
    ) as SchemaObject;
    const $ref = this.#reference(schema, scope);
    delete copy[DYNAMIC_ANCHOR];
    return $ref === undefined ? copy : { ...copy, $ref };
  }

  #targetOf({ $ref }: SchemaObject): SchemaObject | undefined {
    if (typeof $ref !== 'string' || !$ref.startsWith('#')) return undefined;
    const target = valueAt(this.#document, referenceTokens($ref));
    return isSchema(target) && typeof target === 'object' ? (target as SchemaObject) : undefined;
  }

  #reference(schema: SchemaObject, scope: Scope): string | undefined {
    const found = this.#targets.get(schema);
    if (found === undefined) return undefined;
    const anchor = schema[DYNAMIC_ANCHOR];
    const target = typeof anchor === 'string' ? (scope.get(anchor) ?? found) : found;
    const at = this.#places.get(target);
    if (at === undefined) return undefined;
    const pointer = `#${at.pointer.replaceAll('%', '%25')}`;
    if (!this.#depends(target, new Set())) return target === found ? undefined : pointer;
    const inside = scopeInside(target, scope, this.#places);
    // What it means by itself stands at its place.
    if (this.#key(target, inside) === this.#key(target, scopeInside(target, new Map(), this.#places)))
      return target === found ? undefined : pointer;
    return referenceTo(this.#copy(target, inside, at.pointer));
  }

  /** Whether what a schema means depends on the scope. */
  #depends(schema: SchemaObject, seen: Set<SchemaObject>): boolean {
    const known = this.#depending.get(schema);
    if (known !== undefined) return known;
    if (seen.has(schema)) return false;
    seen.add(schema);
    let depends = false;
    walkSchema(schema, (inner) => {
      const target = this.#targets.get(inner);
      depends ||=
        inner[DYNAMIC_ANCHOR] !== undefined || (target !== undefined && this.#depends(target, seen));
    });
    if (depends || seen.size === 1) this.#depending.set(schema, depends);
    return depends;
  }

  #key(schema: SchemaObject, scope: Scope): string {
    const pointer = (each: SchemaObject) => this.#places.get(each)?.pointer;
    return JSON.stringify([pointer(schema), [...scope].map(([name, each]) => [name, pointer(each)]).sort()]);
  }

  #copy(schema: SchemaObject, scope: Scope, pointer: string): string {
    const key = this.#key(schema, scope);
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    this.#document.components ??= {};
    this.#document.components.schemas ??= {};
    const schemas = this.#document.components.schemas as Record<string, Schema>;
    const base = referenceTokens(pointer).at(-1) || 'Schema';
    let name = base;
    for (let number = 2; name in schemas; number += 1) name = `${base}${number}`;
    this.#named.set(key, name);
    // First, because a schema may contain itself.
    schemas[name] = {};
    const { $id, $dynamicAnchor, $anchor, $defs, ...copy } = this.resolved(schema, scope);
    schemas[name] = copy as SchemaObject;
    this.#findings.move(pointer, referenceTo(name).slice(1));
    return name;
  }
}
