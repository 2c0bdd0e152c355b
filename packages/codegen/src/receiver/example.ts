import type { Oas3_1Definition } from '@redocly/openapi-core';
import { resolve } from '../schema.ts';

/**
 * The first example of a media type or of its schema (OpenAPI 3.1, sections 4.8.14 and 4.8.24); of a parameter likewise.
 * `undefined` if there is none that can be found.
 */
export function exampleOf(document: Oas3_1Definition, described: Described): unknown {
  for (const each of Object.values(described.examples ?? {})) {
    const value = resolved(document, each)?.['value'];
    if (value !== undefined) return value;
  }
  if (described.example !== undefined) return described.example;
  const schema = resolved(document, described.schema);
  const examples = schema?.['examples'];
  return Array.isArray(examples) && examples.length > 0 ? examples[0] : schema?.['example'];
}

/** A media type, a parameter or a header. */
export interface Described {
  readonly examples?: Readonly<Record<string, unknown>>;
  readonly example?: unknown;
  readonly schema?: unknown;
}

/** An example is a convenience: one behind a reference that leads nowhere is none. A schema may also be `true`. */
function resolved(document: Oas3_1Definition, value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return resolve(document, value) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
