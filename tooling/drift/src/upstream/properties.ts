import { escapeToken } from '@partner-webhooks/types/json-pointer';
import type { PublishedProperty } from './published.ts';
import type { Schema, SchemaSource } from './schema.ts';

/** All properties of a payload at any depth; parents first. */
export function propertiesOf(schema: Schema, source: SchemaSource, pointer = ''): PublishedProperty[] {
  const { properties, required } = whole(schema, source);
  return Object.entries(properties).flatMap(([name, property]) => {
    const inner = `${pointer}/${escapeToken(name)}`;
    return described(property, source, inner, required.has(name));
  });
}

function described(
  property: Schema,
  source: SchemaSource,
  pointer: string,
  required: boolean,
): PublishedProperty[] {
  const line = source.lineOf(property);
  const { keywords } = whole(property, source);
  const { enum: values, format } = keywords;
  const own: PublishedProperty = {
    pointer,
    line,
    type: typeOf(keywords),
    ...(typeof format === 'string' && { format }),
    schema: property,
    isEnum: Array.isArray(values),
    ...(Array.isArray(values) && { values: values.filter((value) => value !== null) }),
    required,
  };
  const { items } = keywords;
  const nested = isSchema(items)
    ? described(items, source, `${pointer}/*`, true)
    : propertiesOf(property, source, pointer);
  return [own, ...nested];
}

/** The keywords of a schema merged with those of its references and of `allOf`. */
function whole(schema: Schema, source: SchemaSource) {
  const parts = partsOf(schema, source);
  const keywords = Object.assign({}, ...parts) as Schema;
  const properties = Object.assign({}, ...parts.map((part) => part['properties'])) as Record<string, Schema>;
  const required = new Set(parts.flatMap((part) => (part['required'] as string[] | undefined) ?? []));
  return { keywords, properties, required };
}

function partsOf(schema: Schema, source: SchemaSource): Schema[] {
  const { $ref, allOf } = schema;
  return [
    ...(typeof $ref === 'string' ? partsOf(source.resolve($ref), source) : []),
    ...(Array.isArray(allOf) ? allOf.flatMap((part) => partsOf(part as Schema, source)) : []),
    schema,
  ];
}

function typeOf({ type, properties, items }: Schema): string {
  // OpenAPI 3.1 gives a nullable property two types.
  const types = (Array.isArray(type) ? type : [type]).filter((each) => each !== undefined && each !== 'null');
  if (types.length > 0) return types.join(' or ');
  if (properties !== undefined) return 'object';
  return items === undefined ? 'anything' : 'array';
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
