import { child, isMapping, type Mapping, type Place } from '../contract/place.ts';
import type { Schemas } from './shape.ts';

/**
 * The keywords of some schemas that restrict no value, each with its place. What a schema says itself comes before what its
 * references and its `allOf` say.
 */
export function annotationsOf(schemas: Schemas): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  for (const part of partsOf(schemas)) {
    if (!isMapping(part.value)) continue;
    for (const keyword of Object.keys(part.value))
      if (!RESTRICTING.has(keyword) && !found.has(keyword)) found.set(keyword, child(part, keyword));
  }
  return found;
}

/** Where some schemas have a keyword, in the order of {@link annotationsOf}; the first schema if none has it. */
export function placeOfKeyword(schemas: Schemas, ...keywords: readonly string[]): Place | undefined {
  const parts = partsOf(schemas);
  for (const keyword of keywords) {
    const part = parts.find(({ value }) => isMapping(value) && value[keyword] !== undefined);
    if (part) return child(part, keyword);
  }
  return parts[0];
}

/** The schemas that apply to the same value: references, `allOf`, and an alternative beside null. */
function partsOf(schemas: Schemas): Place[] {
  const found: Place[] = [];
  const visit = (place: Place): void => {
    if (found.some(({ value }) => value === place.value && typeof value === 'object')) return;
    found.push(place);
    if (!isMapping(place.value)) return;
    const { $ref } = place.value;
    const target = typeof $ref === 'string' ? place.file.target($ref) : undefined;
    if (target) visit(target);
    for (const part of listAt(place, place.value, 'allOf')) visit(part);
    for (const keyword of ['anyOf', 'oneOf']) {
      const [only, ...others] = listAt(place, place.value, keyword).filter(({ value }) => !isNull(value));
      if (only && others.length === 0) visit(only);
    }
  };
  for (const schema of schemas) visit(schema);
  return found;
}

function listAt(place: Place, schema: Mapping, keyword: string): Place[] {
  const list = schema[keyword];
  return Array.isArray(list) ? list.map((_, index) => child(place, keyword, index)) : [];
}

function isNull(schema: unknown): boolean {
  if (!isMapping(schema)) return false;
  const { type, const: only, enum: values } = schema;
  return (
    type === 'null' || only === null || (Array.isArray(values) && values.length === 1 && values[0] === null)
  );
}

// What shapes are made of; and what only gives a schema a name, or is read together with `enum`.
const RESTRICTING: ReadonlySet<string> = new Set([
  ...[
    '$ref',
    'allOf',
    'anyOf',
    'oneOf',
    'type',
    'nullable',
    'enum',
    'const',
    'format',
    'pattern',
    'x-extensible',
  ],
  ...['minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...[
    'prefixItems',
    'items',
    'minItems',
    'maxItems',
    'uniqueItems',
    'contains',
    'minContains',
    'maxContains',
  ],
  ...[
    'properties',
    'patternProperties',
    'additionalProperties',
    'required',
    'minProperties',
    'maxProperties',
  ],
  ...['not', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas', 'propertyNames'],
  ...['unevaluatedProperties', 'unevaluatedItems', '$dynamicRef'],
  ...['$anchor', '$comment', '$defs', '$dynamicAnchor', '$id', '$schema', 'definitions'],
]);
