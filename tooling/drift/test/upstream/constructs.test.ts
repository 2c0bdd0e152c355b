import { describe, expect, it } from 'vitest';
import { said } from './contract.ts';
import { FORMS, type Form, type PageWebhook, pageOfContract, propertiesIn, type Schema } from './page.ts';

// What JSON Schema and OpenAPI can say besides types and values. A difference that is not compared must not look like none.

const FORMS_WITH_SCHEMAS = Object.keys(FORMS).filter((form) => !['text', 'HTML'].includes(form)) as Form[];
const TRANSFER = 'TRANSFER_NOTIFICATION';
const CUSTOMER_ID = '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11';

interface Change {
  readonly what: string;
  readonly change: (own: PageWebhook) => void;
  readonly expected: readonly string[];
}

/** A change of the property `transferId`, which is a required UUID. */
function ofId(what: string, schema: Schema, ...expected: string[]): Change {
  return {
    what,
    expected: atTransfer(expected),
    change: (own) => Object.assign(propertiesIn(own.schema)['transferId'] ?? {}, schema),
  };
}

/** A change of the property `status`, which is an enum. */
function ofStatus(what: string, schema: (status: Schema) => Schema, ...expected: string[]): Change {
  return {
    what,
    expected: atTransfer(expected),
    change(own) {
      const properties = propertiesIn(own.schema);
      properties['status'] = schema(properties['status'] ?? {});
    },
  };
}

/** A change of the payload. */
function ofPayload(what: string, schema: (payload: Schema) => Schema, ...expected: string[]): Change {
  return {
    what,
    expected: atTransfer(expected),
    change(own) {
      own.schema = schema(own.schema);
    },
  };
}

const atTransfer = (expected: readonly string[]) =>
  expected.map((each) => each.replace(': /', `: ${TRANSFER} /`)).sort();
const constraint = (keyword: string, published: string, pointer = '/transferId') =>
  `constraint-changed: ${TRANSFER} ${pointer} ${keyword} is ${published}, in the contract none`;
const valuesOf = (status: Schema) => status['enum'] as string[];

const DIFFERENCES: readonly Change[] = [
  ofId('a type that includes null', { type: ['string', 'null'] }, 'now-nullable: /transferId'),
  ofId('`nullable` of OpenAPI 3.0', { nullable: true }, 'now-nullable: /transferId'),
  ofId('a pattern', { pattern: '^a' }, constraint('pattern', '^a')),
  ofId(
    'a constant',
    { const: CUSTOMER_ID },
    'type-changed: /transferId is string enum, in the contract string',
    `example-rejected`,
  ),
  ofId('a default', { default: 'a' }, constraint('default', 'a')),
  ...[
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'multipleOf',
    'minItems',
    'maxItems',
  ].map((keyword) => ofId(`\`${keyword}\``, { [keyword]: 3 }, constraint(keyword, '3'))),
  ofId(
    'an exclusive limit of OpenAPI 3.0',
    { minimum: 3, exclusiveMinimum: true },
    constraint('exclusiveMinimum', '3'),
  ),
  ...['uniqueItems', 'deprecated', 'readOnly', 'writeOnly'].map((keyword) =>
    ofId(`\`${keyword}\``, { [keyword]: true }, constraint(keyword, 'true')),
  ),
  ofId('a negation', { not: { const: 'a' } }, constraint('not', '{"const":"a"}')),
  ofId('a keyword that is not known', { maxWords: 3 }, constraint('maxWords', '3')),
  ofStatus(
    'a list of values that may be null',
    (status) => ({ ...status, enum: [...valuesOf(status), null] }),
    'now-nullable: /status',
  ),
  ofStatus(
    'alternatives, one of them null',
    (status) => ({ oneOf: [status, { type: 'null' }] }),
    'now-nullable: /status',
  ),
  ofStatus(
    'alternatives of two types',
    (status) => ({ oneOf: [status, { type: 'number' }] }),
    'type-changed: /status is one of 2, in the contract string enum',
  ),
  ofStatus(
    'a new value among alternatives that are constants',
    (status) => ({ oneOf: [...valuesOf(status), 'BRAND_NEW'].map((value) => ({ const: value })) }),
    'value-added: /status "BRAND_NEW"',
  ),
  ofPayload(
    'no other properties',
    (payload) => ({ ...payload, additionalProperties: false }),
    constraint('additionalProperties', 'false', '(body)'),
  ),
  ofPayload(
    'a payload that may be null',
    (payload) => ({ ...payload, nullable: true }),
    `now-nullable: ${TRANSFER} (body)`,
  ),
  ofPayload(
    'a payload with alternatives',
    (payload) => ({ oneOf: [payload, { type: 'object', properties: { other: { type: 'string' } } }] }),
    `type-changed: ${TRANSFER} (body) is one of 2, in the contract object`,
    'property-added: /other',
    ...['transferId', 'customerId', 'customerProductId', 'notificationType'].map(
      (name) => `no-longer-required: /${name}`,
    ),
  ),
];

const REWRITINGS: readonly Change[] = [
  ofId('a type as a list', { type: ['string'] }),
  ofId('keywords without effect', { minLength: 0, uniqueItems: false, deprecated: false, nullable: false }),
  ofId('words', { title: 'Id', description: 'The transfer.', example: CUSTOMER_ID, examples: [CUSTOMER_ID] }),
  ofStatus('one alternative', (status) => ({ oneOf: [status] })),
  ofStatus('one part', (status) => ({ allOf: [status], description: 'Where it stands.' })),
  ofStatus('values in another order', (status) => ({ ...status, enum: valuesOf(status).toReversed() })),
  ofStatus('values that may be others', (status) => ({ anyOf: [status, { type: 'string' }] })),
  ofStatus('values as constants', (status) => ({
    oneOf: valuesOf(status).map((value) => ({ const: value })),
  })),
  ofPayload('two parts', ({ properties, ...rest }) => ({ allOf: [rest, { type: 'object', properties }] })),
  ofPayload('other properties allowed', (payload) => ({ ...payload, additionalProperties: true })),
];

describe.each(FORMS_WITH_SCHEMAS)('a page as %s', (form) => {
  const changed = ({ change }: Change) => {
    const page = pageOfContract();
    const own = page.find(({ eventType }) => eventType === TRANSFER);
    if (own) change(own);
    return said(FORMS[form](page)).filter((sentence) => !sentence.startsWith('example-'));
  };

  it.each(DIFFERENCES)('with $what: that is said, and nothing else', (each) => {
    expect(changed(each)).toEqual(each.expected.filter((sentence) => !sentence.startsWith('example-')));
  });

  it.each(REWRITINGS)('with $what: nothing is said', (each) => {
    expect(changed(each)).toEqual([]);
  });
});

describe('an OpenAPI document', () => {
  type Document = {
    webhooks: Record<string, { post: Schema }>;
    components: Record<string, unknown>;
  } & Schema;
  const document = (change: (document: Document) => void): string => {
    const parsed = structuredClone(DOCUMENT);
    change(parsed);
    return JSON.stringify(parsed, null, 1);
  };
  const DOCUMENT: Document = JSON.parse(FORMS['OpenAPI 3.0 in JSON'](pageOfContract()));
  DOCUMENT.webhooks = Object.fromEntries(
    pageOfContract().map(({ eventType, path }) => [
      eventType,
      (DOCUMENT['paths'] as Document['webhooks'])[path] ?? { post: {} },
    ]),
  );
  delete DOCUMENT['paths'];
  const operation = ({ webhooks }: Document): Schema => webhooks[TRANSFER]?.post ?? {};
  const content = (own: Document) => (operation(own)['requestBody'] as { content: Schema }).content;

  it.each<[string, (document: Document) => void, readonly string[]]>([
    ['says what the contract says', () => {}, []],
    [
      'is deprecated in a part',
      (own) => Object.assign(operation(own), { deprecated: true }),
      [`request-changed: ${TRANSFER} deprecated: yes, in the contract no`],
    ],
    [
      'needs a header',
      (own) =>
        Object.assign(operation(own), {
          parameters: [{ in: 'header', name: 'X-Signature', required: true }],
        }),
      [`request-changed: ${TRANSFER} required parameters: header X-Signature, in the contract none`],
    ],
    [
      'allows a header',
      (own) => Object.assign(operation(own), { parameters: [{ in: 'header', name: 'X-Trace' }] }),
      [],
    ],
    [
      'has another media type',
      (own) => Object.assign(content(own), { 'application/xml': {} }),
      [
        `request-changed: ${TRANSFER} media types: application/json, application/xml, in the contract application/json`,
      ],
    ],
    [
      'has another kind of security',
      (own) => {
        Object.assign(own.components, { securitySchemes: { a: { type: 'http', scheme: 'bearer' } } });
        Object.assign(operation(own), { security: [{ a: [] }] });
      },
      [`request-changed: ${TRANSFER} security: HTTP bearer, in the contract a key in header api-key`],
    ],
    [
      'has the security of the contract under another name',
      (own) => {
        Object.assign(own.components, {
          securitySchemes: { a: { type: 'apiKey', in: 'header', name: 'API-Key' } },
        });
        Object.assign(own, { security: [{ a: [] }] });
      },
      [],
    ],
    [
      'refers to its path items',
      (own) => {
        own.components['pathItems'] = own.webhooks;
        own.webhooks = Object.fromEntries(
          Object.keys(own.webhooks).map((key) => [key, { $ref: `#/components/pathItems/${key}` } as never]),
        );
      },
      [],
    ],
    [
      'has another operation',
      (own) => Object.assign(own.webhooks[TRANSFER] ?? {}, { put: {} }),
      [`unread: ${TRANSFER}: the operation \`put\` is not compared`],
    ],
    [
      'has a body in a response',
      (own) =>
        Object.assign(operation(own)['responses'] as Schema, {
          200: { description: 'OK', content: { 'application/json': {} } },
        }),
      [`unread: ${TRANSFER}: the body of the response 200 is not compared`],
    ],
  ])('that %s', (_what, change, expected) => {
    expect(said(document(change))).toEqual(expected);
  });

  it('has the path of a webhook, if it has paths', () => {
    const page = pageOfContract().map((each) =>
      each.eventType === TRANSFER ? { ...each, path: '/transfers' } : each,
    );
    expect(said(FORMS['OpenAPI 3.0 in JSON'](page))).toEqual([
      `request-changed: ${TRANSFER} path: /transfers, in the contract /transfer-notification`,
    ]);
    expect(said(FORMS.text(page))).toEqual([
      `request-changed: ${TRANSFER} path: /transfers, in the contract /transfer-notification`,
    ]);
  });
});
