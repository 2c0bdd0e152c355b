import type { Oas3_1Definition, Oas3_1Schema } from '@redocly/openapi-core';
import { parseFragment, valueAt } from './validators/runtime/json-pointer.ts';

/** A JSON Schema as OpenAPI 3.1 has it: an object, or `true`/`false` for anything/nothing. */
export type Schema = boolean | (Oas3_1Schema & { [keyword: string]: unknown });

/** Thrown where a document cannot be understood; the message says where and what was expected. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/**
 * Follows a local JSON Pointer reference (`#/components/…`) through the document until it meets something that is
 * not a reference.
 *
 * @throws ContractError where the reference leads nowhere, in a circle, or out of the document.
 */
export function resolve<T extends object>(document: Oas3_1Definition, value: T | { $ref: string }): T {
  const seen = new Set<string>();
  let current: unknown = value;
  while (isReference(current)) {
    const { $ref } = current;
    if (!$ref.startsWith('#/'))
      throw new ContractError(`${$ref}: only references within the bundle are followed`);
    if (seen.has($ref)) throw new ContractError(`${$ref}: the reference leads back to itself`);
    seen.add($ref);
    current = valueAt(document, parseFragment($ref));
    if (typeof current !== 'object' || current === null) throw new ContractError(`${$ref}: nothing is there`);
  }
  return current as T;
}

/** The name in `#/components/schemas/<name>`, or `undefined` for every other reference. */
export function componentName($ref: string): string | undefined {
  if (!$ref.startsWith('#/components/schemas/')) return undefined;
  const [, , name, ...inside] = parseFragment($ref);
  return inside.length === 0 && name !== '' ? name : undefined;
}

/** Calls `visit` with the schema and each schema inside it, outermost first. `visit` may change what it is given. */
export function walkSchema(schema: Schema, visit: (schema: Exclude<Schema, boolean>) => void): void {
  if (typeof schema !== 'object' || schema === null) return;
  visit(schema);
  for (const keyword of SINGLE) {
    if (isSchema(schema[keyword])) walkSchema(schema[keyword], visit);
  }
  for (const keyword of [...LISTS, ...MAPS]) {
    const inner = schema[keyword];
    if (typeof inner !== 'object' || inner === null) continue;
    for (const each of Object.values(inner)) if (isSchema(each)) walkSchema(each, visit);
  }
}

/** Whether a value can stand where JSON Schema expects a schema. */
export function isSchema(value: unknown): value is Schema {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

function isReference(value: unknown): value is { $ref: string } {
  return typeof value === 'object' && value !== null && '$ref' in value && typeof value.$ref === 'string';
}

// The places where JSON Schema 2020-12 keeps schemas (Core, section 10, and Validation's contentSchema).
const SINGLE = [
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
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const;
const MAPS = ['$defs', 'dependentSchemas', 'patternProperties', 'properties'] as const;
