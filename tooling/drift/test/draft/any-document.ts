import fc from 'fast-check';

/** A JSON Schema as OpenAPI has it. */
type Schema = Readonly<Record<string, unknown>>;

/** A document that publishes one webhook, whose payload refers to schemas of all kinds. */
export interface PublishedDocument {
  readonly version: '3.0.3' | '3.1.0';
  readonly payload: Schema;
  /** Named schemas, which may refer to each other and to themselves. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** Any document: with limits, patterns, nullability, alternatives, discriminators, maps, recursion, and references. */
export function anyDocument(): fc.Arbitrary<PublishedDocument> {
  return fc.constantFrom('3.0.3' as const, '3.1.0' as const).chain((version) => {
    const inner = anySchema(version);
    return fc.record({
      version: fc.constant(version),
      payload: fc.oneof(
        { weight: 3, arbitrary: anyObject(inner) },
        { weight: 1, arbitrary: fc.constant({ $ref: '#/components/schemas/Tree' }) },
        { weight: 1, arbitrary: anyObject(inner).map((base) => ({ allOf: [base, { required: ['note'] }] })) },
      ),
      schemas: fc.record({
        Tree: anyObject(inner).map((tree) => ({
          ...tree,
          properties: {
            ...(tree['properties'] as object),
            children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
          },
        })),
        Money: fc.constant({
          type: 'object',
          description: 'An amount of money',
          required: ['amount'],
          properties: {
            amount: { type: 'number', minimum: 0 },
            currency: { type: 'string', enum: ['EUR', 'USD'] },
          },
        }),
        Card: fc.constant(alternative('card', { number: { type: 'string', pattern: '^[0-9]{4,8}$' } })),
        Bank: fc.constant(alternative('Bank', { iban: { type: 'string', minLength: 2 } })),
        Status: fc.constant({ type: 'string', enum: ['OPEN', 'CLOSED', 'ON_HOLD'], title: 'Status' }),
      }),
    });
  });
}

function alternative(kind: string, properties: Schema): Schema {
  return {
    type: 'object',
    required: ['kind', ...Object.keys(properties)],
    properties: { kind: { type: 'string', enum: [kind] }, ...properties },
  };
}

/** The document as JSON. */
export function documentText({ version, payload, schemas }: PublishedDocument): string {
  return JSON.stringify({
    openapi: version,
    info: { title: 'Published', version: '1' },
    paths: {
      '/fund-notification': {
        post: {
          summary: 'Fund Notification',
          description: 'What is related to event FUND_NOTIFICATION',
          requestBody: { content: { 'application/json': { schema: payload } } },
          responses: { '200': { description: 'OK' } },
        },
      },
    },
    components: { schemas },
  });
}

const NAMES = ['note', 'fundId', 'status', 'amount', 'order', 'modifiedOn', 'a/b', 'kind', 'tags', 'price'];

function anyObject(inner: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  return fc.dictionary(fc.constantFrom(...NAMES), inner, { minKeys: 1, maxKeys: 4 }).chain((properties) =>
    fc
      .record({
        required: fc.subarray(Object.keys(properties)),
        closed: fc.oneof(
          { weight: 6, arbitrary: fc.constant({}) },
          fc.constant({ additionalProperties: false }),
        ),
        limits: fc.oneof({ weight: 6, arbitrary: fc.constant({}) }, fc.constant({ minProperties: 1 })),
      })
      .map(({ required, closed, limits }) => ({
        type: 'object',
        required,
        properties,
        ...closed,
        ...limits,
      })),
  );
}

function anySchema(version: string): fc.Arbitrary<Schema> {
  const { schema } = fc.letrec<{ schema: Schema; object: Schema }>((tie) => ({
    object: anyObject(tie('schema')),
    schema: fc.oneof(
      { maxDepth: 3, depthIdentifier: version },
      { weight: 6, arbitrary: anyScalar(version) },
      { weight: 2, arbitrary: reference(version) },
      { weight: 1, arbitrary: tie('object') },
      {
        weight: 1,
        arbitrary: fc
          .record({
            items: tie('schema'),
            limits: fc.constantFrom({}, { minItems: 1 }, { maxItems: 2, uniqueItems: true }),
          })
          .map(({ items, limits }) => ({ type: 'array', items, ...limits })),
      },
      { weight: 1, arbitrary: tie('schema').map((each) => ({ type: 'object', additionalProperties: each })) },
      { weight: 1, arbitrary: fc.tuple(tie('schema'), tie('schema')).map((oneOf) => ({ oneOf })) },
      { weight: 1, arbitrary: fc.tuple(tie('schema'), tie('schema')).map((anyOf) => ({ anyOf })) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie('object'), tie('object'))
          .map(([a, b]) => ({ allOf: [a, withOtherNames(b)] })),
      },
      {
        weight: 1,
        arbitrary: tie('schema').map((each) => ({ allOf: [each], description: 'Words of the source' })),
      },
      { weight: 1, arbitrary: anyScalar(version).map((not) => ({ not })) },
      { weight: 2, arbitrary: fc.constantFrom(...DISCRIMINATED) },
    ),
  }));
  return schema;
}

/** Lint expects each property of an object in one of its schemas. */
function withOtherNames(object: Schema): Schema {
  const other = (name: string) => `other_${name}`;
  const properties = Object.entries(object['properties'] as Schema);
  return {
    ...object,
    required: (object['required'] as string[]).map(other),
    properties: Object.fromEntries(properties.map(([name, inner]) => [other(name), inner])),
  };
}

const ALTERNATIVES = ['Card', 'Bank'].map((name) => ({ $ref: `#/components/schemas/${name}` }));

const DISCRIMINATED: readonly Schema[] = [
  { oneOf: ['card', 'bank'].map((kind) => alternative(kind, {})), discriminator: { propertyName: 'kind' } },
  { oneOf: ALTERNATIVES },
  {
    oneOf: ALTERNATIVES,
    discriminator: { propertyName: 'kind', mapping: { card: '#/components/schemas/Card' } },
  },
  {
    anyOf: ALTERNATIVES,
    discriminator: { propertyName: 'kind', mapping: { card: 'Card', Bank: '#/components/schemas/Bank' } },
  },
];

function reference(version: string): fc.Arbitrary<Schema> {
  const ref = fc
    .constantFrom('Money', 'Status', 'Tree')
    .map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const nullable = ref.map((each) =>
    version === '3.0.3' ? { nullable: true, allOf: [each] } : { oneOf: [each, { type: 'null' }] },
  );
  return fc.oneof(
    { weight: 3, arbitrary: ref },
    nullable,
    ref.map((each) => ({ ...each, description: 'Words beside a reference' })),
  );
}

function anyScalar(version: string): fc.Arbitrary<Schema> {
  const scalar = fc.constantFrom<Schema>(
    { type: 'string' },
    { type: 'string', format: 'uuid', description: 'An id' },
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'date', deprecated: true },
    { type: 'string', minLength: 1, maxLength: 5 },
    { type: 'string', pattern: '^[a-c]+$', title: 'Code' },
    { type: 'string', enum: ['A', 'B'], description: 'A list' },
    { type: 'string', enum: ['CREATED', 'UPDATED', 'VALIDATION_ERROR'] },
    { enum: ['A', 1, true] },
    { type: 'integer', enum: [1, 2] },
    { type: 'integer', minimum: 2, maximum: 9, multipleOf: 2 },
    { type: 'number', minimum: 0 },
    { type: 'boolean', default: true, writeOnly: true },
    { type: 'string', example: 'an example', 'x-internal': true },
    {},
  );
  const own =
    version === '3.0.3'
      ? fc.constantFrom<Schema>(
          { type: 'string', nullable: true, description: 'May be null' },
          { type: 'string', enum: ['A', null], nullable: true },
          { type: 'number', minimum: 1, exclusiveMinimum: true },
        )
      : fc.constantFrom<Schema>(
          { type: ['string', 'null'], description: 'May be null' },
          { type: ['string', 'null'], enum: ['A', 'B', null] },
          { anyOf: [{ type: 'string', enum: ['A', 'B'] }, { type: 'null' }] },
          { type: ['string', 'integer'] },
          { type: 'number', exclusiveMinimum: 1 },
          { type: 'number', minimum: 1, exclusiveMinimum: 0, maximum: 9, exclusiveMaximum: 9 },
          { const: 'X' },
          { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }] },
          { type: 'object', patternProperties: { '^x-': { type: 'string' } } },
          { if: { type: 'string', enum: ['A'] }, else: { type: 'integer' } },
          { type: 'array', contains: { type: 'string', enum: ['A', 'B'] }, maxContains: 1 },
          { type: 'object', propertyNames: { type: 'string', maxLength: 3 } },
        );
  return fc.oneof({ weight: 2, arbitrary: scalar }, own);
}
