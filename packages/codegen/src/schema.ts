import type { Oas3_1Definition, Oas3_1Schema } from '@redocly/openapi-core';
import type { Findings } from './findings.ts';
import { referenceTokens } from './reference-tokens.ts';
import { escapeToken, valueAt } from './validators/runtime/json-pointer.ts';

/** A JSON Schema of OpenAPI 3.1: an object, or `true`/`false` for anything/nothing. */
export type Schema = boolean | (Oas3_1Schema & { [keyword: string]: unknown });

/** A document is invalid; the message says where and what was expected. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  /** The pointer of what is wrong, if the message does not say where it is. */
  readonly pointer: string | undefined;

  constructor(message: string, options: ErrorOptions & { readonly pointer?: string } = {}) {
    super(message, options);
    this.pointer = options.pointer;
  }
}

/**
 * Follows a reference within the document (`#/components/…`) to a value that is not a reference.
 *
 * @throws ContractError if the reference is circular, leads to nothing, or leads out of the document.
 */
export function resolve<T extends object>(document: Oas3_1Definition, value: T | { $ref: string }): T {
  const seen = new Set<string>();
  let current: unknown = value;
  while (isReference(current)) {
    const { $ref } = current;
    if (!$ref.startsWith('#/')) throw new ContractError(`${$ref}: expected a reference within the document`);
    if (seen.has($ref)) throw new ContractError(`${$ref}: the reference is circular`);
    seen.add($ref);
    current = valueAt(document, referenceTokens($ref));
    if (typeof current !== 'object' || current === null)
      throw new ContractError(`${$ref}: the reference leads to nothing`);
  }
  return current as T;
}

/** The same, with a fault at the pointer in place of the error. */
export function resolveAt<T extends object>(
  document: Oas3_1Definition,
  value: T | { $ref: string },
  pointer: string,
  findings: Findings,
): T | undefined {
  try {
    return resolve<T>(document, value);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    findings.fault(pointer, error.message);
    return undefined;
  }
}

/** Whether a reference leads to the document or to a collection in it, where no object of one kind can be. */
export function leadsToCollection($ref: string): boolean {
  return /^#(?:\/(?:webhooks|paths|info|components(?:\/[^/]+)?)?)?$/.test($ref);
}

/** A reference to a named schema, `#/components/schemas/<name>`. */
export function referenceTo(name: string): string {
  return `#/components/schemas/${escapeToken(name).replaceAll('%', '%25')}`;
}

/** The name in `#/components/schemas/<name>`, or `undefined` for every other reference. */
export function componentName($ref: string): string | undefined {
  if (!$ref.startsWith('#/components/schemas/')) return undefined;
  const [, , name, ...inside] = referenceTokens($ref);
  return inside.length === 0 && name !== '' ? name : undefined;
}

/**
 * Calls `visit` with the schema and each schema inside it, outermost first. `visit` may change its argument.
 *
 * @param pointer the JSON Pointer of the schema; `visit` gets the pointer of each.
 */
export function walkSchema(
  schema: Schema,
  visit: (schema: Exclude<Schema, boolean>, pointer: string) => void,
  pointer = '',
): void {
  if (typeof schema !== 'object' || schema === null) return;
  visit(schema, pointer);
  for (const keyword of SCHEMA_KEYWORDS) {
    if (isSchema(schema[keyword])) walkSchema(schema[keyword], visit, `${pointer}/${keyword}`);
  }
  for (const keyword of [...SCHEMA_LIST_KEYWORDS, ...SCHEMA_MAP_KEYWORDS]) {
    const inner = schema[keyword];
    if (typeof inner !== 'object' || inner === null) continue;
    for (const [key, each] of Object.entries(inner))
      if (isSchema(each)) walkSchema(each, visit, `${pointer}/${keyword}/${escapeToken(key)}`);
  }
}

/**
 * A copy of a schema in which each schema directly inside it is replaced.
 *
 * @param change gives the replacement; `place` is the name of the property, or else the keyword that holds the schema.
 */
export function mapSubschemas(schema: Schema, change: (inner: Schema, place: string) => Schema): Schema {
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Record<string, unknown> = { ...schema };
  const changed = (inner: unknown, place: string) => (isSchema(inner) ? change(inner, place) : inner);
  for (const keyword of SCHEMA_KEYWORDS)
    if (copy[keyword] !== undefined) copy[keyword] = changed(copy[keyword], keyword);
  for (const keyword of SCHEMA_LIST_KEYWORDS) {
    const list = copy[keyword];
    if (Array.isArray(list)) copy[keyword] = list.map((each) => changed(each, keyword));
  }
  for (const keyword of SCHEMA_MAP_KEYWORDS) {
    const map = copy[keyword];
    if (typeof map === 'object' && map !== null)
      copy[keyword] = Object.fromEntries(
        Object.entries(map).map(([name, each]) => [name, changed(each, name)]),
      );
  }
  return copy as Schema;
}

/** Whether a value can be a JSON Schema. */
export function isSchema(value: unknown): value is Schema {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

function isReference(value: unknown): value is { $ref: string } {
  return typeof value === 'object' && value !== null && '$ref' in value && typeof value.$ref === 'string';
}

// The keywords of JSON Schema 2020-12 with subschemas (Core, section 10, and Validation's contentSchema): one schema, a list
// of schemas, or a mapping of schemas.
const SCHEMA_KEYWORDS = [
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
] as const;
const SCHEMA_LIST_KEYWORDS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const;
// `definitions` is the name that `$defs` had before.
const SCHEMA_MAP_KEYWORDS = [
  '$defs',
  'definitions',
  'dependentSchemas',
  'patternProperties',
  'properties',
] as const;
