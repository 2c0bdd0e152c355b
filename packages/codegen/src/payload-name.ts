import type { Oas3_1Definition, Oas3_1Schema, Oas3MediaType } from '@redocly/openapi-core';
import type { Findings } from './findings.ts';
import { componentName, isSchema, referenceTo } from './schema.ts';
import { escapeToken } from './validators/runtime/json-pointer.ts';

/** Gives an inline payload a name, so that every payload is a named type. */
export function nameOfPayload(
  document: Oas3_1Definition,
  webhookName: string,
  media: Oas3MediaType<Oas3_1Schema>,
  pointer: string,
  findings: Findings,
): string {
  const schema: unknown = media.schema;
  // What stands beside a reference restricts it, but for words.
  const isOnlyReference =
    typeof schema === 'object' &&
    schema !== null &&
    Object.keys(schema).every((keyword) => REFERENCE_KEYWORDS.has(keyword));
  const $ref = isOnlyReference && '$ref' in schema ? schema.$ref : undefined;
  const named = typeof $ref === 'string' ? componentName($ref) : undefined;
  if (named !== undefined) return named;
  document.components ??= {};
  document.components.schemas ??= {};
  const schemas: Record<string, unknown> = document.components.schemas;
  let name = webhookName;
  while (Object.hasOwn(schemas, name)) name += 'Payload';
  if (!isSchema(schema))
    findings.fault(`${pointer}/schema`, `expected a schema, found ${JSON.stringify(schema)}`);
  schemas[name] = schema;
  findings.move(`${pointer}/schema`, `/components/schemas/${escapeToken(name)}`);
  media.schema = { $ref: referenceTo(name) };
  return name;
}

const REFERENCE_KEYWORDS: ReadonlySet<string> = new Set(['$ref', 'description', 'summary', 'title']);
