import type { Oas3_1Definition } from '@redocly/openapi-core';
import type { Contract } from '../contract.ts';
import { type Schema, walkSchema } from '../schema.ts';
import { openAlternatives } from '../schemas/open-alternatives.ts';

/**
 * The contract's schemas as the tolerant reader validates with them: an extensible enum allows any value of its type and
 * keeps its values as `openEnum`, and annotations are removed.
 *
 * @param formats those that are asserted; the others are annotations.
 */
export function lenientSchemas(
  document: Oas3_1Definition,
  formats: Contract['formats'] = 'assert',
): Record<string, Schema> {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const copy = structuredClone(schema);
      openAlternatives(document, copy);
      walkSchema(copy, (each) => {
        if (formats !== 'assert' && !formats.includes(String(each.format))) delete each.format;
        if (isOpenEnum(each)) each['openEnum'] = each.enum;
        makeLenient(each);
      });
      return [name, copy];
    }),
  );
}

/** One schema as the tolerant reader validates with it: a copy, without `openEnum`. */
export function lenientSchema(schema: Schema): Schema {
  const copy = structuredClone(schema);
  walkSchema(copy, makeLenient);
  return copy;
}

function makeLenient(schema: Exclude<Schema, boolean>): void {
  if (isOpenEnum(schema)) {
    schema.type ??= [...new Set((schema.enum ?? []).map(jsonType))];
    delete schema.enum;
  }
  // A list without values allows nothing.
  if (Array.isArray(schema.enum) && schema.enum.length === 0) {
    delete schema.enum;
    schema.not = {};
  }
  // `nullable` is OpenAPI 3.0, and some documents still use it. Without a type it has no meaning.
  if (schema.type === undefined) delete schema['nullable'];
  for (const keyword of Object.keys(schema)) {
    if (keyword.startsWith('x-') || ANNOTATION_KEYWORDS.has(keyword)) delete schema[keyword];
  }
}

function isOpenEnum<S extends Exclude<Schema, boolean>>(schema: S): schema is S & { enum?: unknown[] } {
  return Array.isArray(schema.enum) && schema['x-extensible'] === true;
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const ANNOTATION_KEYWORDS: ReadonlySet<string> = new Set([
  '$comment',
  'default',
  'deprecated',
  'description',
  'discriminator',
  'example',
  'examples',
  'externalDocs',
  'readOnly',
  'summary',
  'title',
  'writeOnly',
  'xml',
]);
