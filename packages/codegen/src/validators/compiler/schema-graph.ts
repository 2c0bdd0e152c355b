import { ContractError, componentName, isSchema, type Schema } from '../../schema.ts';

/** A schema that is not just `true` or `false`. */
export type SchemaObject = Exclude<Schema, boolean>;

/** The named schemas of a document, with what a compiler asks of them. */
export interface SchemaGraph {
  /** The schema with a name. @throws ContractError if there is none. */
  named(name: string): Schema;
  /** The schema of a reference. @throws ContractError if there is none. */
  target($ref: string): Schema;
  /** The schema that a schema only refers to, or else itself. */
  resolved(schema: Schema): Schema;
  /** The name of the schema that a schema only refers to, as for `{ $ref, description }`; a reference beside keywords has none. */
  onlyReference(schema: Schema): string | undefined;
  /** Whether a schema or one inside it knows fields: names of properties, or values of an open enum. */
  knows(schema: Schema): boolean;
  /** Whether a schema or one of its parts is so. */
  anyPart(schema: Schema, is: (part: SchemaObject) => boolean): boolean;
}

/** Creates the graph of named schemas. */
export function createSchemaGraph(schemas: Readonly<Record<string, Schema>>): SchemaGraph {
  const named = (name: string): Schema => {
    const found = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (found === undefined) throw new ContractError(`components.schemas.${name}: there is no such schema`);
    return found;
  };
  const target = ($ref: string): Schema => {
    const name = componentName($ref);
    if (name === undefined)
      throw new ContractError(`${$ref}: expected a reference to a schema under components.schemas`);
    return named(name);
  };
  const refersTo = ({ $ref }: SchemaObject): Schema[] => ($ref === undefined ? [] : [target($ref)]);
  const knowing = knowingSchemas(Object.values(schemas), ($ref) => schemas[componentName($ref) ?? '']);
  const anyPart = (
    schema: Schema,
    is: (part: SchemaObject) => boolean,
    seen = new Set<Schema>(),
  ): boolean => {
    if (typeof schema === 'boolean' || seen.has(schema)) return false;
    seen.add(schema);
    return is(schema) || [...refersTo(schema), ...parts(schema)].some((part) => anyPart(part, is, seen));
  };
  const onlyReference = (schema: Schema): string | undefined => {
    if (typeof schema === 'boolean' || schema.$ref === undefined) return undefined;
    return Object.keys(schema).length === 1 ? componentName(schema.$ref) : undefined;
  };
  const resolved = (schema: Schema): Schema => {
    const name = onlyReference(schema);
    return name === undefined ? schema : resolved(named(name));
  };
  return {
    named,
    target,
    onlyReference,
    resolved,
    knows: (schema) =>
      typeof schema !== 'boolean' &&
      (knowing.has(schema) || (schema.$ref !== undefined && knowing.has(target(schema.$ref)))),
    anyPart: (schema, is) => anyPart(schema, is),
  };
}

/** Whether a schema says all about a value without other schemas, and nothing about values inside it. */
export function isScalar(schema: Schema): boolean {
  return typeof schema !== 'boolean' && Object.keys(schema).every((keyword) => SCALAR_KEYWORDS.has(keyword));
}

const SCALAR_KEYWORDS: ReadonlySet<string> = new Set([
  ...['type', 'nullable', 'enum', 'openEnum', 'const', 'format'],
  ...['maximum', 'minimum', 'exclusiveMaximum', 'exclusiveMinimum', 'multipleOf'],
  ...['maxLength', 'minLength', 'pattern'],
]);

/** The schemas inside a schema that describe the same value, without references. */
export function parts(schema: SchemaObject): Schema[] {
  const { allOf, anyOf, oneOf, if: condition, then, else: otherwise, dependentSchemas } = schema;
  return [allOf, anyOf, oneOf, [condition, then, otherwise], Object.values(dependentSchemas ?? {})]
    .flatMap((list): readonly unknown[] => list ?? [])
    .filter(isSchema);
}

/** The schemas of values inside a value, as far as they describe it wherever it is valid. */
export function inner(schema: SchemaObject): Schema[] {
  const { properties, patternProperties, items, prefixItems, contains } = schema;
  return [
    ...Object.values(properties ?? {}),
    ...Object.values(patternProperties ?? {}),
    ...(prefixItems ?? []),
    schema.additionalProperties,
    schema.unevaluatedProperties,
    items,
    schema['unevaluatedItems'],
    // Without `items`, a list can hold other things than those it must contain.
    items === undefined ? undefined : contains,
  ].filter(isSchema);
}

/** Whether a schema lists names of properties. */
export function listsNames({ properties, patternProperties }: SchemaObject): boolean {
  return properties !== undefined || patternProperties !== undefined;
}

/** Whether a schema allows other properties explicitly. */
export function isOpen({ additionalProperties, unevaluatedProperties }: SchemaObject): boolean {
  return [additionalProperties, unevaluatedProperties].some((rest) => rest !== undefined && rest !== false);
}

/** Found from the schemas that know something outwards, once for all: each schema is visited once, recursion included. */
function knowingSchemas(
  roots: readonly Schema[],
  targetOf: ($ref: string) => Schema | undefined,
): Set<Schema> {
  const outer = new Map<Schema, SchemaObject[]>();
  const visited = new Set<Schema>();
  const waiting: Schema[] = [...roots];
  const knowing: Schema[] = [];
  for (let schema = waiting.pop(); schema !== undefined; schema = waiting.pop()) {
    if (typeof schema === 'boolean' || visited.has(schema)) continue;
    visited.add(schema);
    if (listsNames(schema) || isOpen(schema) || schema['openEnum'] !== undefined) knowing.push(schema);
    const target = schema.$ref === undefined ? undefined : targetOf(schema.$ref);
    for (const each of [...parts(schema), ...inner(schema), ...(target === undefined ? [] : [target])]) {
      outer.set(each, [...(outer.get(each) ?? []), schema]);
      waiting.push(each);
    }
  }
  const found = new Set<Schema>();
  for (let schema = knowing.pop(); schema !== undefined; schema = knowing.pop()) {
    if (found.has(schema)) continue;
    found.add(schema);
    knowing.push(...(outer.get(schema) ?? []));
  }
  return found;
}
