import type { Oas3_1Definition } from '@redocly/openapi-core';
import { isSchema, resolve, type Schema, walkSchema } from '../schema.ts';
import { isDiscriminatedByConstants, openChoice } from '../schemas/open-alternatives.ts';
import { schemasOf, walkDocument } from '../walk-document.ts';
import { describeReferences, describeValues } from './enum-texts.ts';
import { ownType } from './own-type.ts';

type SchemaObject = Exclude<Schema, boolean>;

/**
 * A copy of the document, written so that openapi-typescript gives all of its types: it ignores what stands beside a
 * reference and does not read a boolean schema within `allOf`.
 */
export function typeDocument(document: Oas3_1Definition): TypeDocument {
  const copy = structuredClone(document);
  const placeholders = new Map<string, Schema>();
  walkDocument(copy, (_kind, value) => {
    if (typeof value === 'object') inlineMediaTypes(copy, value);
  });
  for (const { schema } of schemasOf(copy))
    walkSchema(schema, (inner) => {
      describeReferences(document, inner);
      rewrite(inner);
      const isByConstants = isDiscriminatedByConstants(document, inner);
      addUnknownAlternative(document, inner);
      if (isByConstants) delete inner['discriminator'];
      if (ownType(inner)) replaceByPlaceholder(inner, placeholders);
    });
  return { document: copy, placeholders };
}

/** A document for openapi-typescript. */
export interface TypeDocument {
  readonly document: Oas3_1Definition;
  /** Schemas whose types are not those of openapi-typescript, by the texts that stand in their places. */
  readonly placeholders: ReadonlyMap<string, Schema>;
}

/** An alternative that the contract does not have yet: its discriminator is any text. */
function addUnknownAlternative(document: Oas3_1Definition, schema: SchemaObject): void {
  const choice = openChoice(document, schema);
  if (!choice) return;
  const value = { type: 'string', enum: [], 'x-extensible': true };
  const unknown = { type: 'object', required: [choice.property], properties: { [choice.property]: value } };
  schema.oneOf = [...(schema.oneOf ?? []), unknown] as SchemaObject['oneOf'] & object;
}

/** Leaves what the doc comment says. */
function replaceByPlaceholder(schema: SchemaObject, placeholders: Map<string, Schema>): void {
  const placeholder = `placeholder ${placeholders.size} of a type`;
  // As it is written in code.
  placeholders.set(JSON.stringify(placeholder), { ...schema });
  for (const keyword of Object.keys(schema)) if (!ANNOTATIONS.has(keyword)) delete schema[keyword];
  schema.enum = [placeholder];
  schema.type = 'string';
}

/** OpenAPI 3.2 has references to media types. */
function inlineMediaTypes(document: Oas3_1Definition, owner: { content?: unknown }): void {
  const { content } = owner;
  if (typeof content !== 'object' || content === null) return;
  for (const [type, media] of Object.entries(content))
    if (typeof media?.$ref === 'string')
      (content as Record<string, unknown>)[type] = resolve<object>(document, media);
}

function rewrite(schema: SchemaObject): void {
  describeValues(schema);
  if (schema.const === null) {
    delete schema.const;
    schema.type = 'null';
  }
  if (schema.allOf) schema.allOf = schema.allOf.map((each) => objectOf(each as Schema) as typeof each);
  if (schema.$ref !== undefined) separateSiblings(schema);
}

/** `{ $ref, required }` → `{ allOf: [{ $ref }, { required }] }`. What only describes stays. */
function separateSiblings(schema: SchemaObject): void {
  const { $ref } = schema;
  const restrictions: [string, unknown][] = Object.entries(schema).filter(
    ([keyword]) => keyword !== '$ref' && !ANNOTATIONS.has(keyword) && !keyword.startsWith('x-'),
  );
  if (restrictions.length === 0) return;
  for (const [keyword] of [...restrictions, ['$ref'] as const]) delete schema[keyword];
  schema.allOf = [{ $ref }, Object.fromEntries(restrictions)] as SchemaObject['allOf'] & object;
}

const ANNOTATIONS: ReadonlySet<string> = new Set([
  ...['title', 'summary', 'description', 'default', 'example', 'examples', 'deprecated'],
  ...['readOnly', 'writeOnly', 'externalDocs', 'xml', '$comment', '$anchor', '$dynamicAnchor', '$id'],
]);

function objectOf(schema: Schema): SchemaObject {
  if (schema === true) return {};
  if (schema === false) return { not: {} };
  return isSchema(schema) ? (schema as SchemaObject) : {};
}
