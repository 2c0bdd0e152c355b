/** A JSON Schema as OpenAPI 3.0 and 3.1 have it. */
export type Schema = { readonly [keyword: string]: unknown };

/** The document that schemas belong to. */
export interface SchemaSource {
  /** The target of a `$ref`. @throws UnreadableError if it does not exist. */
  readonly resolve: (ref: string) => Schema;
  /** Line of a schema, from 1. */
  readonly lineOf: (schema: Schema) => number;
}

/** Whether a value is a mapping, such as a schema that is not a boolean. */
export function isMapping(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The last token of a reference: the name of what it refers to. */
export function nameIn(ref: string): string {
  return decodeURIComponent(ref.split('/').at(-1) ?? '')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
