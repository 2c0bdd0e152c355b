import type { Oas3_1Definition } from '@redocly/openapi-core';
import { componentName, isSchema, type Schema, walkSchema } from '../schema.ts';

type SchemaObject = Exclude<Schema, boolean>;

/**
 * Rewrites alternatives (`oneOf`) with `x-extensible: true` as the tolerant reader validates them. With a discriminator, its value
 * chooses the alternative, and a value that is unknown is observed. Without one, a body has to match any alternative: those
 * with open parts do not exclude each other. Changes the schema.
 *
 * @param schema is at `components.schemas`, as a copy.
 */
export function openAlternatives(document: Oas3_1Definition, schema: Schema): void {
  walkSchema(schema, (inner) => {
    const alternatives: unknown = inner.oneOf;
    if (!Array.isArray(alternatives) || inner['x-extensible'] !== true) return;
    const choice = openChoice(document, inner);
    delete inner['x-extensible'];
    delete inner.oneOf;
    const opened = choice
      ? chosenBy(choice.property, alternatives, choice.values)
      : [{ anyOf: alternatives } as SchemaObject];
    inner.allOf = [...(inner.allOf ?? []), ...opened] as SchemaObject['allOf'] & object;
  });
}

/** How a property chooses one of open alternatives. */
export interface OpenChoice {
  readonly property: string;
  /** The values that choose each alternative. */
  readonly values: readonly string[][];
}

/** The choice of alternatives with `x-extensible: true`; `undefined` if no discriminator chooses all of them. */
export function openChoice(document: Oas3_1Definition, schema: SchemaObject): OpenChoice | undefined {
  const alternatives: unknown = schema.oneOf;
  const { discriminator } = schema as { discriminator?: Discriminator };
  const property = discriminator?.propertyName;
  if (!Array.isArray(alternatives) || schema['x-extensible'] !== true || property === undefined)
    return undefined;
  const values = alternatives.map((each: Schema) =>
    valuesOf(document, each, property, discriminator?.mapping ?? {}),
  );
  return values.every((list) => list.length > 0) ? { property, values } : undefined;
}

interface Discriminator {
  readonly propertyName?: string;
  readonly mapping?: Readonly<Record<string, string>>;
}

/**
 * Whether each alternative says itself by which values the discriminator chooses it. Then types follow from the alternatives;
 * openapi-typescript would overwrite the values by the names of schemas.
 */
export function isDiscriminatedByConstants(document: Oas3_1Definition, schema: SchemaObject): boolean {
  const { discriminator, oneOf, anyOf } = schema as {
    discriminator?: Discriminator;
    oneOf?: unknown;
    anyOf?: unknown;
  };
  const property = discriminator?.propertyName;
  const alternatives = oneOf ?? anyOf;
  if (property === undefined || !Array.isArray(alternatives)) return false;
  return alternatives.every((each) => constantsOf(document, each, property, new Set()).length > 0);
}

function chosenBy(
  property: string,
  alternatives: readonly Schema[],
  choices: readonly string[][],
): SchemaObject[] {
  const value = (schema: object) => ({
    type: 'object',
    required: [property],
    properties: { [property]: schema },
  });
  return [
    value({ type: 'string', enum: [...new Set(choices.flat())], 'x-extensible': true }) as SchemaObject,
    ...alternatives.map(
      (alternative, index) =>
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        ({ if: value({ enum: choices[index] }), then: alternative }) as SchemaObject,
    ),
  ];
}

/** The values of the discriminator that choose an alternative (OpenAPI 3.1, section 4.8.25). */
function valuesOf(
  document: Oas3_1Definition,
  alternative: Schema,
  property: string,
  mapping: Readonly<Record<string, string>>,
): string[] {
  const $ref = typeof alternative === 'object' ? alternative.$ref : undefined;
  const name = typeof $ref === 'string' ? componentName($ref) : undefined;
  const mapped = Object.entries(mapping)
    .filter(([, target]) => target === $ref || target === name)
    .map(([value]) => value);
  if (mapped.length > 0) return mapped;
  const constants = constantsOf(document, alternative, property, new Set());
  if (constants.length > 0) return constants;
  return name === undefined ? [] : [name];
}

function constantsOf(
  document: Oas3_1Definition,
  schema: unknown,
  property: string,
  seen: Set<unknown>,
): string[] {
  if (!isSchema(schema) || typeof schema === 'boolean' || seen.has(schema)) return [];
  seen.add(schema);
  const { $ref, properties, allOf = [] } = schema;
  const name = typeof $ref === 'string' ? componentName($ref) : undefined;
  const referred = name === undefined ? undefined : document.components?.schemas?.[name];
  const own: unknown = properties?.[property];
  const values =
    isSchema(own) && typeof own === 'object' ? ('const' in own ? [own.const] : (own.enum ?? [])) : [];
  if (values.length > 0) return values.filter((value) => typeof value === 'string');
  return [referred, ...allOf].flatMap((each) => constantsOf(document, each, property, seen));
}
