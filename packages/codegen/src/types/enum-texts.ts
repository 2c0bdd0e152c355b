import type { Oas3_1Definition } from '@redocly/openapi-core';
import { meaningsOf } from '../package/known-enums.ts';
import { componentName, isSchema, type Schema } from '../schema.ts';

type SchemaObject = Exclude<Schema, boolean>;

/** Adds the meaning of each value to the description of an enum: an editor shows it. */
export function describeValues(schema: SchemaObject): void {
  const text = textOf(schema);
  if (text !== undefined) schema.description = text;
}

/** What the doc comment of a schema says: its texts, with the meanings of its values. */
export function describedValues({ title, description, deprecated, ...schema }: SchemaObject): object {
  const text = textOf({ ...schema, ...(description !== undefined && { description }) }) ?? description;
  return {
    ...(title !== undefined && { title }),
    ...(text !== undefined && { description: text }),
    ...(deprecated !== undefined && { deprecated }),
  };
}

/** The description of an enum with the meanings of its values; `undefined` if it has no meanings. */
function textOf(schema: SchemaObject): string | undefined {
  const meanings = meaningsOf(schema, Array.isArray(schema.enum) ? schema.enum : []);
  if (meanings.length === 0) return undefined;
  const list = meanings.map(([value, meaning]) => `- \`${value}\`: ${meaning}`).join('\n');
  const { description } = schema;
  return [typeof description === 'string' ? description.trim() : '', list].filter(Boolean).join('\n\n');
}

/**
 * Describes the properties of an object that refer to an enum or another scalar: an editor shows the text of a property, not
 * that of the type that it refers to.
 */
export function describeReferences(document: Oas3_1Definition, schema: SchemaObject): void {
  for (const property of Object.values((schema.properties ?? {}) as Readonly<Record<string, unknown>>)) {
    if (!isSchema(property) || typeof property === 'boolean') continue;
    const target = referredScalar(document, property);
    if (!target) continue;
    const own = typeof property.description === 'string' ? property.description.trim() : undefined;
    const { description = '' } = describedValues(target) as { description?: string };
    const meanings = textOf({ enum: target.enum, ...meaningKeywords(target) } as SchemaObject);
    const text = own === undefined ? description.trim() : [own, meanings].filter(Boolean).join('\n\n');
    if (text !== '') property.description = text;
  }
}

/** The scalar that a property is, may be, or lists, if it refers to one by name. */
function referredScalar(document: Oas3_1Definition, property: SchemaObject): SchemaObject | undefined {
  const seen = new Set<unknown>();
  let current: unknown = property;
  while (isSchema(current) && typeof current === 'object' && !seen.has(current)) {
    seen.add(current);
    const { $ref, items } = current;
    const name = typeof $ref === 'string' ? componentName($ref) : undefined;
    if (name !== undefined) current = document.components?.schemas?.[name];
    else if (items !== undefined) current = items;
    else if (onlyPart(current)) current = onlyPart(current);
    else return current === property || !isScalar(current) ? undefined : current;
  }
  return undefined;
}

/** `{ allOf: [{ $ref }] }` and `{ anyOf: [{ $ref }, { type: null }] }`: a reference to which something is added. */
function onlyPart({ allOf, anyOf, oneOf }: SchemaObject): unknown {
  const lists = [allOf, anyOf, oneOf].filter((list) => Array.isArray(list));
  const parts = lists.flat().filter((part) => !isNullSchema(part));
  return lists.length === 1 && parts.length === 1 ? parts[0] : undefined;
}

function isNullSchema(part: unknown): boolean {
  return isSchema(part) && typeof part === 'object' && (part.type as unknown) === 'null';
}

function isScalar({ type, enum: values, properties, additionalProperties }: SchemaObject): boolean {
  if (Array.isArray(values)) return true;
  const types: unknown[] = [type].flat();
  return (
    type !== undefined &&
    properties === undefined &&
    additionalProperties === undefined &&
    types.every((each) => each !== 'object' && each !== 'array')
  );
}

function meaningKeywords(schema: SchemaObject): object {
  const keywords = ['x-enumDescriptions', 'x-enum-descriptions', 'x-enum-description'];
  return Object.fromEntries(
    keywords.flatMap((keyword) => (keyword in schema ? [[keyword, schema[keyword]]] : [])),
  );
}
