/** A JSON Schema as OpenAPI 3.1 has it. */
export type JsonSchema = { readonly [keyword: string]: unknown };
