import type { Oas3_1Definition } from '@redocly/openapi-core';
import { type Schema, walkSchema } from '../schema.ts';
import { createAjv } from './ajv.ts';

/**
 * What is wrong with the named schemas of a document by the meta-schema of JSON Schema 2020-12, one sentence each.
 *
 * Checked only to explain a failure: it takes longer than reading a contract, and a document may have invalid schemas that
 * no webhook uses.
 */
export function invalidSchemas({ components }: Oas3_1Definition): string[] {
  const ajv = createAjv();
  return Object.entries(components?.schemas ?? {}).flatMap(([name, schema]) => {
    if (ajv.validateSchema(schema)) return invalidPatterns(name, schema as Schema);
    const [error] = ajv.errors ?? [];
    return [`components.schemas.${name}: invalid JSON Schema: ${error?.instancePath} ${error?.message}`];
  });
}

// The meta-schema says that they are regular expressions, but only as an annotation.
function invalidPatterns(name: string, schema: Schema): string[] {
  const invalid: string[] = [];
  walkSchema(schema, ({ pattern, patternProperties }) => {
    for (const source of [pattern ?? [], Object.keys(patternProperties ?? {})].flat())
      if (!isRegularExpression(source))
        invalid.push(`components.schemas.${name}: invalid regular expression: ${source}`);
  });
  return invalid;
}

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
