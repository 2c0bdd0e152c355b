import type { Oas3_1Definition } from '@redocly/openapi-core';
import { type Schema, walkSchema } from '../schema.ts';

/**
 * The contract's schemas as the tolerant reader validates with them: an extensible enum allows any value of its type, and
 * the annotations that OpenAPI adds to JSON Schema are removed.
 */
export function lenientSchemas(document: Oas3_1Definition): Record<string, Schema> {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, lenientSchema(schema)]));
}

/** One schema as the tolerant reader validates with it: a copy. */
export function lenientSchema(schema: Schema): Schema {
  const copy = structuredClone(schema);
  walkSchema(copy, makeLenient);
  return copy;
}

function makeLenient(schema: Exclude<Schema, boolean>): void {
  if (schema.enum && schema['x-extensible'] === true) {
    schema.type ??= [...new Set(schema.enum.map(jsonType))];
    delete schema.enum;
  }
  // A list without values allows nothing; Ajv does not compile one.
  if (Array.isArray(schema.enum) && schema.enum.length === 0) {
    delete schema.enum;
    schema.not = {};
  }
  // `nullable` is OpenAPI 3.0, and some documents still use it. Without a type it has no meaning, and Ajv rejects it.
  if (schema.type === undefined) delete schema['nullable'];
  for (const keyword of Object.keys(schema)) {
    if (keyword.startsWith('x-') || ANNOTATION_KEYWORDS.has(keyword)) delete schema[keyword];
  }
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const ANNOTATION_KEYWORDS = new Set(['discriminator', 'example', 'examples', 'externalDocs', 'xml']);
