import { type Contract, createInMemoryValidators } from '@partner-webhooks/codegen';
import { inferSchema } from '@partner-webhooks/observed';
import { escapeToken } from '@partner-webhooks/types/json-pointer';
import { type JsonSchema as FakerSchema, generateSync } from 'json-schema-faker';
import { type DraftableSchema, DraftError, type JsonSchema, SHOWN_ONLY } from './change.ts';
import { sampleOf } from './sample.ts';
import { isSchema, mapSubschemas } from './subschemas.ts';

/**
 * Validates values against a schema that is to be drafted, as the validators of the contract will.
 *
 * @returns a function that returns what is wrong with an example: what the schema rejects and what it does not know.
 * @throws DraftError if the schema is not valid.
 */
export function exampleValidatorOf({
  schema,
  parts = {},
}: DraftableSchema): (value: unknown) => readonly string[] {
  const schemas = Object.fromEntries(
    Object.entries({ ...parts, [BODY]: schema }).map(([name, each]) => [name, asComponent(each)]),
  );
  const webhook = {
    eventType: BODY,
    path: '',
    module: '',
    name: '',
    method: 'post',
    operationId: '',
    summary: '',
    schema: BODY,
  } as const;
  // The schemas are those of a published document, of which nothing is known.
  const document = { openapi: '3.1.0', info: { title: '', version: '' }, components: { schemas } } as object;
  const { validate } = createInMemoryValidators({
    source: '',
    command: '',
    document: document as Contract['document'],
    webhooks: [webhook],
    warnings: [],
    files: [],
    moved: new Map(),
    formats: 'assert',
  });
  const faultsOf = (value: unknown): readonly string[] => {
    const verdict = validate(BODY, value);
    return verdict.valid
      ? verdict.observations.map(({ pointer }) => `${pointer} is not in the schema`)
      : verdict.violations.map(({ pointer, message }) => `${pointer} ${message}`.trim());
  };
  try {
    faultsOf({});
  } catch (error) {
    throw new DraftError(`the schema of the source is not valid: ${(error as Error).message}`);
  }
  return faultsOf;
}

/**
 * A schema without the examples in it that it rejects, which lint would reject too.
 *
 * @param pointer of the value in the payload.
 * @param leave is called with each of them, its pointer, and what is wrong with it.
 */
export function withValidExamples(
  given: DraftableSchema,
  pointer: string,
  leave: (left: { readonly pointer: string; readonly reason: string }) => void,
): DraftableSchema {
  const { schema, parts = {} } = given;
  const walk = (each: JsonSchema, at: string): JsonSchema => {
    const { examples, ...rest } = mapSubschemas(each, (inner, keyword, name) =>
      walk(inner, at + (name === undefined ? (keyword === 'items' ? '/*' : '') : `/${escapeToken(name)}`)),
    );
    if (!Array.isArray(examples)) return rest;
    const faultsOf = exampleValidatorOf({ schema: rest, parts });
    const valid = examples.filter((value) => {
      const faults = faultsOf(value);
      if (faults.length > 0)
        leave({ pointer: at, reason: `the example ${JSON.stringify(value)}: ${faults.join('; ')}` });
      return faults.length === 0;
    });
    return { ...rest, ...(valid.length > 0 && { examples: valid }) };
  };
  return {
    ...given,
    schema: walk(schema, pointer),
    parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, walk(part, pointer)])),
  };
}

const BODY = 'Body';

function asComponent(schema: JsonSchema): JsonSchema {
  const { $ref, [SHOWN_ONLY]: _, ...rest } = schema;
  return {
    ...mapSubschemas(rest, asComponent),
    ...(typeof $ref === 'string' && { $ref: $ref.replace('#/parts/', '#/components/schemas/') }),
  };
}

/**
 * A schema that also knows what an example shows: properties that it does not list, and values of its lists. A page may list
 * less than its example has.
 */
export function withShown(given: DraftableSchema, value: unknown): DraftableSchema {
  const { schema } = given;
  return { ...given, schema: shownIn(schema, value) };
}

function shownIn(schema: JsonSchema, value: unknown): JsonSchema {
  const { properties, items, enum: values } = schema;
  if (Array.isArray(value)) {
    if (!isSchema(items)) return schema;
    return { ...schema, items: value.reduce<JsonSchema>(shownIn, items) };
  }
  if (Array.isArray(values) && value !== null && typeof value !== 'object' && !values.includes(value))
    return { ...schema, enum: [...values, value] };
  if (typeof value !== 'object' || value === null || !isSchema(properties)) return schema;
  const isOpen = Object.keys(schema).every(
    (keyword) => !/^(additional|pattern|unevaluated)Properties$|^(one|any|all)Of$|^\$ref$/.test(keyword),
  );
  const members = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const known = properties[name];
    if (Object.hasOwn(properties, name)) return isSchema(known) ? [[name, shownIn(known, inner)]] : [];
    return isOpen ? [[name, inferSchema(inner)]] : [];
  });
  return { ...schema, properties: { ...properties, ...Object.fromEntries(members) } };
}

/**
 * Generates a value that a schema accepts and knows. The same schema and number give the same value.
 *
 * @param number of the value: values with different numbers differ, if the schema allows that.
 * @returns `undefined` if none was found.
 */
export function validSample(given: DraftableSchema, number = 0): { readonly value: unknown } | undefined {
  const faultsOf = exampleValidatorOf(given);
  const fits = (value: unknown) => faultsOf(value).length === 0;
  const plain = number === 0 ? sampleOf(given.schema) : undefined;
  if (plain !== undefined && fits(plain)) return { value: plain };
  const { schema, parts = {} } = given;
  const components = Object.fromEntries(
    Object.entries(parts).map(([name, each]) => [name, asComponent(each)]),
  );
  for (let attempt = 0; attempt < MAX_SAMPLES; attempt += 1) {
    try {
      const value: unknown = generateSync(
        { ...asComponent(schema), components: { schemas: components } } as object as FakerSchema,
        {
          seed: number * MAX_SAMPLES + attempt + 1,
          maxDepth: 12,
          optionalsProbability: 0.5,
        },
      );
      if (fits(value)) return { value };
    } catch {
      // The generator does not know each keyword.
      return undefined;
    }
  }
  return undefined;
}

const MAX_SAMPLES = 20;
