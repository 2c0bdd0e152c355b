import type { Oas3_1Definition } from '@redocly/openapi-core';
import { resolve } from '../schema.ts';

/**
 * The first example of a media type or of its schema (OpenAPI 3.1, sections 4.8.14 and 4.8.24); of a parameter likewise.
 * `undefined` if there is none.
 */
export function exampleOf(document: Oas3_1Definition, described: Described): unknown {
  for (const each of Object.values(described.examples ?? {})) {
    const { value } = resolve<{ readonly value?: unknown }>(document, each);
    if (value !== undefined) return value;
  }
  if (described.example !== undefined) return described.example;
  if (typeof described.schema !== 'object' || described.schema === null) return undefined;
  const { examples, example } = resolve<SchemaExamples>(document, described.schema);
  return Array.isArray(examples) && examples.length > 0 ? examples[0] : example;
}

/** A media type, a parameter or a header. */
export interface Described {
  readonly examples?: Readonly<Record<string, object>>;
  readonly example?: unknown;
  readonly schema?: unknown;
}

interface SchemaExamples {
  readonly examples?: unknown;
  readonly example?: unknown;
}
