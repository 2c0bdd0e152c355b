import { isSchema, type Schema, walkSchema } from '../schema.ts';

/**
 * Rejects keywords whose values have no meaning, such as `minimum: high`.
 *
 * @throws TypeError with the first one. The caller explains all mistakes of a document by the meta-schema.
 */
export function rejectInvalidKeywords(schemaName: string, schema: Schema): void {
  walkSchema(schema, (inner) => {
    for (const [keyword, isValid] of Object.entries(KEYWORDS)) {
      const value = inner[keyword];
      if (value !== undefined && !isValid(value))
        throw new TypeError(
          `components.schemas.${schemaName}: invalid \`${keyword}\`: ${JSON.stringify(value)}`,
        );
    }
  });
}

type Test = (value: unknown) => boolean;

const isNumber: Test = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Test = (value) => Number.isInteger(value) && Number(value) >= 0;
const isText: Test = (value) => typeof value === 'string';
const isFlag: Test = (value) => typeof value === 'boolean';
const isList =
  (of: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(of);
const isMapping =
  (of: Test): Test =>
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(of);
const isType: Test = (value) => TYPES.has(value);
const TYPES: ReadonlySet<unknown> = new Set([
  'array',
  'boolean',
  'integer',
  'null',
  'number',
  'object',
  'string',
]);
const isPattern: Test = (value) => {
  try {
    return typeof value === 'string' && new RegExp(value, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};

const KEYWORDS: Readonly<Record<string, Test>> = {
  $ref: isText,
  additionalProperties: isSchema,
  allOf: isList(isSchema),
  anyOf: isList(isSchema),
  contains: isSchema,
  dependentRequired: isMapping(isList(isText)),
  dependentSchemas: isMapping(isSchema),
  else: isSchema,
  enum: isList(() => true),
  exclusiveMaximum: isNumber,
  exclusiveMinimum: isNumber,
  format: isText,
  if: isSchema,
  items: isSchema,
  maxContains: isCount,
  maxItems: isCount,
  maxLength: isCount,
  maxProperties: isCount,
  maximum: isNumber,
  minContains: isCount,
  minItems: isCount,
  minLength: isCount,
  minProperties: isCount,
  minimum: isNumber,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  not: isSchema,
  oneOf: isList(isSchema),
  pattern: isPattern,
  patternProperties: (value) => isMapping(isSchema)(value) && Object.keys(value as object).every(isPattern),
  prefixItems: isList(isSchema),
  properties: isMapping(isSchema),
  propertyNames: isSchema,
  required: isList(isText),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: isSchema,
  type: (value) => isType(value) || isList(isType)(value),
  unevaluatedItems: isSchema,
  unevaluatedProperties: isSchema,
  uniqueItems: isFlag,
};
