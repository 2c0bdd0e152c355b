import { isChecked } from '../bodies/formats.ts';
import { child, isMapping, type Mapping, type Place } from '../contract/place.ts';
import { numberLimits } from './numbers.ts';
import {
  ANY,
  type Condition,
  canonicalText,
  type Kind,
  type Schemas,
  type Shape,
  TYPE_NAMES,
  type TypeName,
  typeOf,
} from './shape.ts';

/**
 * What the keywords of one schema say, apart from its references and its compositions: JSON Schema 2020-12, and what
 * OpenAPI 3.0 had (`nullable`, an exclusive limit that is a boolean).
 */
export function shapeOfKeywords(place: Place): Shape {
  const { value } = place;
  if (value === false) return new Map();
  if (!isMapping(value)) return new Map(TYPE_NAMES.map((type) => [type, ANY]));
  const types = typesOf(value);
  const values = valuesOf(value);
  const conditions = conditionsOf(place, value);
  const shape = new Map<TypeName, Kind>();
  for (const type of TYPE_NAMES) {
    if (!types.has(type)) continue;
    const listed = values && membersOfType(values.list, type);
    if (listed && !values.isOpen && listed.size === 0) continue;
    const kind: Kind = { ...ANY, ...kindOf(type, place, value, types), conditions };
    shape.set(
      type,
      listed === undefined || listed.size === 0
        ? kind
        : { ...kind, [values?.isOpen ? 'known' : 'values']: listed },
    );
  }
  return shape;
}

/** The types that a schema allows. An extensible enum allows every value of its types, as the validators do. */
function typesOf(schema: Mapping): Set<TypeName | 'integer'> {
  const { type, nullable, enum: values } = schema;
  const named = [type].flat().filter((each): each is TypeName | 'integer' => typeof each === 'string');
  if (named.length > 0) {
    const types = new Set(named);
    if (types.has('integer')) types.add('number');
    if (named.includes('number')) types.delete('integer');
    if (nullable === true) types.add('null');
    return types;
  }
  if (Array.isArray(values) && schema['x-extensible'] === true) return new Set(values.map(typeOf));
  return new Set(TYPE_NAMES);
}

function valuesOf(
  schema: Mapping,
): { readonly list: readonly unknown[]; readonly isOpen: boolean } | undefined {
  const { enum: values, const: only } = schema;
  if ('const' in schema) {
    // Both must match.
    const isListed =
      !Array.isArray(values) ||
      schema['x-extensible'] === true ||
      values.some((each) => canonicalText(each) === canonicalText(only));
    return { list: isListed ? [only] : [], isOpen: false };
  }
  return Array.isArray(values) ? { list: values, isOpen: schema['x-extensible'] === true } : undefined;
}

function membersOfType(values: readonly unknown[], type: TypeName): Map<string, unknown> {
  const members = values.filter((value) => typeOf(value) === type);
  return new Map(members.map((value) => [canonicalText(value), value]));
}

function kindOf(type: TypeName, place: Place, schema: Mapping, types: ReadonlySet<string>): Partial<Kind> {
  switch (type) {
    case 'string':
      return {
        limits: limitsOf(schema, LENGTHS),
        patterns: textsOf(schema['pattern']),
        formats: formatsOf(schema, type),
      };
    case 'number':
      return { limits: numberLimits(schema, types.has('integer')), formats: formatsOf(schema, type) };
    case 'array':
      return arrayOf(place, schema);
    case 'object':
      return objectOf(place, schema);
    default:
      return {};
  }
}

const LENGTHS = { minLength: 0, maxLength: Number.POSITIVE_INFINITY };
const ITEMS = { minItems: 0, maxItems: Number.POSITIVE_INFINITY };
const PROPERTIES = { minProperties: 0, maxProperties: Number.POSITIVE_INFINITY };

/** The limits that exclude something. */
function limitsOf(schema: Mapping, keywords: Readonly<Record<string, number>>): Map<string, number | true> {
  const limits = new Map<string, number | true>();
  for (const [keyword, without] of Object.entries(keywords)) {
    const limit = schema[keyword];
    if (typeof limit === 'number' && limit !== without) limits.set(keyword, limit);
  }
  return limits;
}

function textsOf(value: unknown): Set<string> {
  return new Set(typeof value === 'string' ? [value] : []);
}

/** A format that validators check restricts the values of one type; any other says what a value means. */
function formatsOf({ format }: Mapping, type: 'number' | 'string'): Set<string> {
  if (typeof format !== 'string') return new Set();
  return new Set(!isChecked(format) || NUMBER_FORMATS.has(format) === (type === 'number') ? [format] : []);
}

const NUMBER_FORMATS: ReadonlySet<string> = new Set(['int32', 'int64']);

function arrayOf(place: Place, schema: Mapping): Partial<Kind> {
  const { prefixItems, items, uniqueItems } = schema;
  const limits = limitsOf(schema, ITEMS);
  if (uniqueItems === true) limits.set('uniqueItems', true);
  const prefix = Array.isArray(prefixItems)
    ? prefixItems.map((_, index) => schemasAt(place, 'prefixItems', index))
    : [];
  return { limits, prefix, items: items === undefined ? [] : schemasAt(place, 'items') };
}

function objectOf(place: Place, schema: Mapping): Partial<Kind> {
  const { properties, patternProperties, additionalProperties, required } = schema;
  const names = (key: string, mapping: unknown): Map<string, Schemas> =>
    new Map(
      isMapping(mapping) ? Object.keys(mapping).map((name) => [name, schemasAt(place, key, name)]) : [],
    );
  const additional = additionalProperties === undefined ? [] : schemasAt(place, 'additionalProperties');
  return {
    limits: limitsOf(schema, PROPERTIES),
    properties: names('properties', properties),
    patternProperties: names('patternProperties', patternProperties),
    required: new Set(Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []),
    ...(additional.length > 0 && { additional }),
  };
}

/** A schema that restricts nothing is none. */
function schemasAt(place: Place, ...keys: (string | number)[]): Schemas {
  const found = child(place, ...keys);
  const restrictsNothing =
    found.value === true || (isMapping(found.value) && Object.keys(found.value).length === 0);
  return restrictsNothing && keys[0] !== 'properties' ? [] : [found];
}

// Each group is evaluated together, by JSON Schema 2020-12, Core, sections 10 and 11.
const CONDITIONS: readonly (readonly string[])[] = [
  ['not'],
  ['if', 'then', 'else'],
  ['contains', 'minContains', 'maxContains'],
  ['dependentRequired'],
  ['dependentSchemas'],
  ['propertyNames'],
  ['$dynamicRef'],
];
// They depend on all that is around them, so a difference in anything else may change what they mean.
const UNEVALUATED: readonly (readonly string[])[] = [['unevaluatedProperties'], ['unevaluatedItems']];

function conditionsOf(place: Place, schema: Mapping): Condition[] {
  return [...CONDITIONS, ...UNEVALUATED].flatMap((group) => {
    const keywords = group.filter((keyword) => schema[keyword] !== undefined);
    const [first = ''] = keywords;
    // `then` without `if` says nothing, and neither does `unevaluatedItems: true`.
    const saysNothing = first !== group[0] || (first.startsWith('unevaluated') && schema[first] === true);
    return saysNothing ? [] : [{ keywords, place }];
  });
}
