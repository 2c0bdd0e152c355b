import type { Oas3_1Definition } from '@redocly/openapi-core';
import { type Schema, walkSchema } from '../schema.ts';

/**
 * The contract's schemas as the tolerant reader judges by them: the list of an extensible enum does not count (its
 * type does), and what OpenAPI adds to JSON Schema for people is left out.
 */
export function judgedSchemas(document: Oas3_1Definition): Record<string, Schema> {
  const schemas = structuredClone(document.components?.schemas ?? {}) as Record<string, Schema>;
  for (const schema of Object.values(schemas)) walkSchema(schema, judge);
  return schemas;
}

function judge(schema: Exclude<Schema, boolean>): void {
  if (schema.enum && schema['x-extensible'] === true) {
    schema.type ??= [...new Set(schema.enum.map(jsonType))];
    delete schema.enum;
  }
  // `nullable` is OpenAPI 3.0. Documents that kept it mean it; beside no type it means nothing, and Ajv refuses it.
  if (schema.type === undefined) delete schema['nullable'];
  for (const keyword of Object.keys(schema)) {
    if (keyword.startsWith('x-') || ANNOTATIONS.has(keyword)) delete schema[keyword];
  }
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const ANNOTATIONS = new Set(['discriminator', 'example', 'examples', 'externalDocs', 'xml']);
