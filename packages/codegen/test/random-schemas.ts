import fc from 'fast-check';

// Random schemas over the keywords of JSON Schema 2020-12, and random bodies that match them often enough.

/** Which keywords schemas may have besides all others: those that Ajv 8.20 does not validate as JSON Schema says. */
interface Options {
  /** `unevaluatedProperties` and `unevaluatedItems`. */
  readonly unevaluated: boolean;
  readonly contains: boolean;
  readonly uniqueItems: boolean;
}

export const ALL_KEYWORDS: Options = { unevaluated: true, contains: true, uniqueItems: true };
export const KEYWORDS_OF_AJV: Options = { unevaluated: false, contains: false, uniqueItems: false };

/** Named schemas that refer to each other, also in circles, and the keywords that they may have. */
export function namedSchemas(options: Options): fc.Arbitrary<Record<string, object>> {
  return fc.record(
    Object.fromEntries(NAMES.map((name, index) => [name, schemas(NAMES.slice(0, index), options)])),
  ) as fc.Arbitrary<Record<string, object>>;
}

/** The names of the schemas, the payload last. */
const NAMES = ['Text', 'Node', 'Order', 'Payload'] as const;

const PROPERTIES = ['a', 'b', 'c/d', 'e~f', 'ä'];
const scalars = fc.constantFrom<unknown>('', 'a', 'ab', 'b', '🎉', 0, 1, -1, 1.5, 3, true, false, null);

/** Bodies of the properties and values that schemas have. */
export const bodies: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...PROPERTIES, 'new'), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/**
 * @param applicable the names of schemas that a schema may apply to the same value: only earlier ones, or it would not end.
 */
function schemas(applicable: readonly string[], { unevaluated, contains, uniqueItems }: Options) {
  const some = <T>(value: fc.Arbitrary<T>, weight = 12) =>
    fc.oneof({ weight: 1, arbitrary: value }, { weight, arbitrary: fc.constant(undefined) });
  const limit = fc.nat(3);
  const names = fc.constantFrom(...PROPERTIES);
  const reference = (to: readonly string[]) =>
    fc.constantFrom(...to).map(($ref) => ({ $ref: `#/components/schemas/${$ref}` }));
  const { keywords } = fc.letrec<{ schema: object | boolean; part: object | boolean; keywords: object }>(
    (tie) => ({
      // The schema of a value inside the value.
      schema: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        fc.constantFrom<object | boolean>(
          { type: 'string' },
          { type: 'integer' },
          { type: ['number', 'null'] },
          true,
        ),
        reference(NAMES),
        fc.boolean(),
        tie('keywords'),
        tie('keywords'),
      ),
      // A schema that is applied to the same value.
      part: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        fc.constantFrom<object | boolean>({ type: 'object' }, { required: ['a'] }, { minimum: 1 }),
        ...(applicable.length > 0 ? [reference(applicable)] : []),
        tie('keywords'),
      ),
      keywords: fc
        .record({
          type: some(
            fc.oneof(
              fc.constantFrom('object', 'object', 'array', 'string', 'number', 'integer', 'null', 'boolean'),
              fc.uniqueArray(fc.constantFrom('object', 'array', 'string', 'integer', 'null'), {
                minLength: 1,
              }),
            ),
            2,
          ),
          enum: some(
            fc.uniqueArray(fc.oneof(scalars, fc.constantFrom({ a: 1 }, [1])), {
              minLength: 1,
              maxLength: 11,
            }),
          ),
          'x-extensible': some(fc.boolean()),
          const: some(fc.oneof(scalars, fc.constantFrom({ a: 1 }, [1]))),
          minimum: some(limit),
          maximum: some(limit),
          exclusiveMinimum: some(limit),
          exclusiveMaximum: some(limit),
          multipleOf: some(fc.constantFrom(1, 2, 0.5)),
          minLength: some(limit),
          maxLength: some(limit),
          pattern: some(fc.constantFrom('^a', 'b$', '^\\p{L}*$')),
          items: some(tie('schema'), 4),
          prefixItems: some(fc.array(tie('schema'), { minLength: 1, maxLength: 2 })),
          contains: contains ? some(tie('schema')) : fc.constant(undefined),
          minContains: some(limit),
          maxContains: some(limit),
          minItems: some(limit),
          maxItems: some(limit),
          uniqueItems: uniqueItems ? some(fc.boolean()) : fc.constant(undefined),
          properties: some(fc.dictionary(names, tie('schema'), { maxKeys: 4, noNullPrototype: true }), 1),
          patternProperties: some(
            fc.dictionary(fc.constantFrom('^a', '.'), tie('schema'), { maxKeys: 2, noNullPrototype: true }),
          ),
          additionalProperties: some(tie('schema'), 6),
          propertyNames: some(tie('part')),
          required: some(fc.uniqueArray(names, { maxLength: 2 }), 4),
          minProperties: some(limit),
          maxProperties: some(limit),
          dependentRequired: some(
            fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), {
              maxKeys: 1,
              noNullPrototype: true,
            }),
          ),
          dependentSchemas: some(fc.dictionary(names, tie('part'), { maxKeys: 1, noNullPrototype: true })),
          allOf: some(fc.array(tie('part'), { minLength: 1, maxLength: 2 })),
          anyOf: some(fc.array(tie('part'), { minLength: 1, maxLength: 3 })),
          oneOf: some(fc.array(tie('part'), { minLength: 1, maxLength: 3 })),
          not: some(tie('part')),
          if: some(tie('part')),
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
          then: some(tie('part')),
          else: some(tie('part')),
          $ref:
            applicable.length > 0
              ? some(reference(applicable).map(({ $ref }) => $ref))
              : fc.constant(undefined),
          unevaluatedProperties: unevaluated ? some(tie('schema'), 3) : fc.constant(undefined),
          unevaluatedItems: unevaluated ? some(tie('schema'), 3) : fc.constant(undefined),
        })
        .map((keywords) =>
          Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined)),
        ),
    }),
  );
  return keywords;
}
