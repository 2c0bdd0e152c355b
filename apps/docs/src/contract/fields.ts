import { type Contract, nameOf, type Schema, type SchemaObject } from './document.ts';

/** A field of a payload, or of an object in it. */
export interface Field {
  /** Its path, such as `validationError.errorType`, `labels[]` or `prices.*`. */
  readonly path: string;
  /** The names on the way to it; `[]` stands for each item of a list. */
  readonly segments: readonly string[];
  /** The last part of its path. */
  readonly name: string;
  /** 0 for a field of the payload itself. */
  readonly depth: number;
  /** Such as `string (uuid)`, `array of objects`. */
  readonly type: string;
  readonly isRequired: boolean;
  readonly isNullable: boolean;
  readonly description: string;
  /** The values that the contract names; empty for any other. */
  readonly values: readonly FieldValue[];
  /** Whether other values may come: a receiver accepts them. */
  readonly mayGrow: boolean;
  /** Limits such as `at most 500 characters`. */
  readonly limits: readonly string[];
  /** The component of the schema, if it has a name. */
  readonly component?: string;
  /** The field whose fields these are too: a schema that contains itself is shown once. */
  readonly sameAs?: string;
}

/** A value of a field, and what it means. */
interface FieldValue {
  readonly value: string;
  readonly meaning: string;
}

/** The fields of a payload, those of its objects below them, in the order of the contract. */
export function fieldsOf(contract: Contract, payload: Schema): readonly Field[] {
  const fields: Field[] = [];
  const { schema, component } = resolved(contract, payload);
  addProperties(fields, contract, schema, {
    path: '',
    segments: [],
    depth: 0,
    shown: new Map([[component ?? '', '']]),
  });
  return fields;
}

interface Place {
  readonly path: string;
  readonly segments: readonly string[];
  readonly depth: number;
  /** Paths of the objects around, by component. */
  readonly shown: ReadonlyMap<string, string>;
}

function addProperties(fields: Field[], contract: Contract, schema: SchemaObject, place: Place): void {
  const { properties = {}, required = [], patternProperties = {}, additionalProperties } = schema;
  for (const [name, property] of Object.entries(properties))
    addField(fields, contract, name, property, required.includes(name), place);
  for (const [pattern, property] of Object.entries(patternProperties))
    addField(fields, contract, `/${pattern}/`, property, false, place);
  if (typeof additionalProperties === 'object')
    addField(fields, contract, '*', additionalProperties, false, place);
  for (const part of schema.allOf ?? [])
    addProperties(fields, contract, resolved(contract, part).schema, place);
  for (const [n, part] of alternativesOf(schema).entries())
    addField(fields, contract, `variant ${n + 1}`, part, false, place);
}

function addField(
  fields: Field[],
  contract: Contract,
  name: string,
  property: Schema,
  isRequired: boolean,
  { path, segments, depth, shown }: Place,
): void {
  const { schema, component } = resolved(contract, property);
  const own = name === '[]' ? `${path}[]` : [path, name].filter(Boolean).join('.');
  // An alternative is no part of a payload.
  const ownSegments = /^variant \d+$/.test(name) ? segments : [...segments, name];
  const inner = innermost(contract, schema);
  const sameAs = component === undefined ? undefined : shown.get(component);
  const values = valuesOf(inner.schema);
  fields.push({
    path: own,
    segments: ownSegments,
    name: name === '[]' ? own : name,
    depth,
    type: typeOf(contract, schema),
    isRequired,
    isNullable: isNullable(schema),
    description: schema.description?.trim() ?? '',
    values,
    mayGrow: values.length > 0 && inner.schema['x-extensible'] === true,
    limits: limitsOf(schema),
    ...((inner.component ?? component) !== undefined && { component: inner.component ?? component ?? '' }),
    ...(sameAs !== undefined && { sameAs }),
  });
  if (sameAs !== undefined) return;
  const around = component === undefined ? shown : new Map([...shown, [component, own]]);
  const below: Place = { path: own, segments: ownSegments, depth: depth + 1, shown: around };
  addItems(fields, contract, schema, below);
  addProperties(fields, contract, schema, below);
}

/** The items of a list: their fields, or a field of its own if they are described but have none. */
function addItems(fields: Field[], contract: Contract, schema: SchemaObject, place: Place): void {
  for (const [n, item] of (schema.prefixItems ?? []).entries())
    addField(fields, contract, String(n), item, true, place);
  if (schema.items === undefined || typeof schema.items === 'boolean') return;
  const { schema: item, component } = resolved(contract, schema.items);
  const known = component === undefined ? undefined : place.shown.get(component);
  if (known !== undefined || !isObject(contract, item)) {
    if (known !== undefined || item.description || item.items)
      addField(fields, contract, '[]', schema.items, false, { ...place });
    return;
  }
  const around = component === undefined ? place.shown : new Map([...place.shown, [component, place.path]]);
  addProperties(fields, contract, item, {
    ...place,
    path: `${place.path}[]`,
    segments: [...place.segments, '[]'],
    shown: around,
  });
}

/** The schema at the end of references, and the component that it is. */
export function resolved(
  contract: Contract,
  schema: Schema,
): { readonly schema: SchemaObject; readonly component?: string } {
  if (typeof schema === 'boolean') return { schema: {} };
  const { $ref, ...beside } = schema;
  if ($ref === undefined) return { schema };
  const component = nameOf($ref);
  const target = contract.components?.schemas?.[component];
  if (target === undefined) return { schema: beside };
  const end = resolved(contract, target);
  return { schema: { ...end.schema, ...beside }, component: end.component ?? component };
}

/** A list of values has the values of its items. */
function innermost(
  contract: Contract,
  schema: SchemaObject,
): { readonly schema: SchemaObject; readonly component?: string } {
  const isDescribedBelow =
    typeof schema.items === 'object' && resolved(contract, schema.items).schema.description;
  if (schema.enum || schema.items === undefined || isDescribedBelow) return { schema };
  return resolved(contract, schema.items);
}

function alternativesOf({ oneOf = [], anyOf = [] }: SchemaObject): readonly Schema[] {
  return [...oneOf, ...anyOf].filter((each) => !isNull(each));
}

function isNullable(schema: SchemaObject): boolean {
  const { oneOf = [], anyOf = [] } = schema;
  return namesOf(schema).includes('null') || [...oneOf, ...anyOf].some(isNull);
}

const isNull = (schema: Schema): boolean => typeof schema === 'object' && schema.type === 'null';

function isObject(contract: Contract, schema: SchemaObject): boolean {
  const parts = (schema.allOf ?? []).map((part) => resolved(contract, part).schema);
  return schema.properties !== undefined || parts.some((part) => part.properties !== undefined);
}

const namesOf = ({ type = [] }: SchemaObject): readonly string[] =>
  typeof type === 'string' ? [type] : type;

function typeOf(contract: Contract, schema: SchemaObject): string {
  const names = namesOf(schema).filter((name) => name !== 'null');
  if (schema.items !== undefined)
    return `list of ${plural(typeOf(contract, resolved(contract, schema.items).schema))}`;
  const [name = schema.properties ? 'object' : schema.enum ? 'string' : ''] = names;
  const shown = names.length > 1 ? names.join(' or ') : name;
  if (alternativesOf(schema).length > 0) return shown ? `${shown}, one of` : 'one of';
  return schema.format ? `${shown} (${schema.format})` : shown || 'any';
}

const plural = (type: string): string =>
  type.replace(/^(\w+)/, (name) => (name === 'any' ? name : `${name}s`));

function valuesOf(schema: SchemaObject): readonly FieldValue[] {
  const meanings = schema['x-enumDescriptions'] ?? {};
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  return values
    .filter((value) => value !== null)
    .map((value) => {
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      return { value: shown, meaning: meanings[shown]?.trim() ?? '' };
    });
}

function limitsOf(schema: SchemaObject): readonly string[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, pattern } = schema;
  return [
    minLength && `at least ${minLength} characters`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    minimum !== undefined && `at least ${minimum}`,
    maximum !== undefined && `at most ${maximum}`,
    minItems && `at least ${minItems} items`,
    maxItems !== undefined && `at most ${maxItems} items`,
    pattern !== undefined && `matches ${pattern}`,
  ].filter((limit) => typeof limit === 'string');
}
