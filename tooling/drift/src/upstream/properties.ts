import { escapeToken } from '@partner-webhooks/types/json-pointer';
import type { PublishedProperty } from './published.ts';

/** A JSON Schema as OpenAPI 3.0 and 3.1 have it. */
export type Schema = { readonly [keyword: string]: unknown };

/** What a document of schemas is read with. */
export interface SchemaSource {
  /** What a `$ref` refers to. @throws UnreadableError where there is nothing. */
  readonly resolve: (ref: string) => Schema;
  /** Line of a schema, from 1. */
  readonly lineOf: (schema: Schema) => number;
}

/** All properties of a payload, those of nested objects and lists included, each after what it is in. */
export function propertiesOf(schema: Schema, source: SchemaSource, pointer = ''): PublishedProperty[] {
  const { properties, required } = whole(schema, source);
  return Object.entries(properties).flatMap(([name, property]) => {
    const place = `${pointer}/${escapeToken(name)}`;
    return described(property, source, place, required.has(name));
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

/** A schema with everything that it refers to and that it is put together from. */
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
  // OpenAPI 3.1 says of what may be null that it has two types.
  const types = (Array.isArray(type) ? type : [type]).filter((each) => each !== undefined && each !== 'null');
  if (types.length > 0) return types.join(' or ');
  if (properties !== undefined) return 'object';
  return items === undefined ? 'anything' : 'array';
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
