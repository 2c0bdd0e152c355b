/** A small contract with a property of each kind, to be changed by a test. */
export function sampleContract() {
  return {
    openapi: '3.1.0',
    info: { title: 'Sample', version: '1.0.0' },
    security: [{ key: [] }],
    webhooks: { PAYMENT_NOTIFICATION: { post: payment() }, REFUND_NOTIFICATION: { post: refund() } },
    components: {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'api-key' } },
      schemas: { Status: status(), ErrorMessage: errorMessage() },
    },
  };
}

export type SampleContract = ReturnType<typeof sampleContract>;

/** The payload of PAYMENT_NOTIFICATION. */
export function payloadOf(contract: SampleContract) {
  return contract.webhooks.PAYMENT_NOTIFICATION.post.requestBody.content['application/json'].schema;
}

function payment() {
  return {
    operationId: 'receivePayment',
    summary: 'Payment',
    'x-subject': 'id',
    'x-occurred-at': 'at',
    parameters: [
      { name: 'x-required', in: 'header', required: true, schema: { type: 'string' } },
      { name: 'x-optional', in: 'header', schema: { type: 'string' } },
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: payload(), examples: { one: { value: { id: 'a' } } } } },
    },
    responses: responses(),
  };
}

function refund() {
  const schema = {
    type: 'object',
    required: ['status'],
    properties: { status: { $ref: '#/components/schemas/Status' }, note: { type: 'string' } },
  };
  return {
    operationId: 'receiveRefund',
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: responses(),
  };
}

function payload() {
  return {
    type: 'object',
    required: ['id', 'status'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      at: { type: 'string', format: 'date-time' },
      note: { type: 'string', description: 'A note.' },
      short: { type: 'string', minLength: 2, maxLength: 10 },
      code: { type: 'string', pattern: '^[A-Z]{3}$' },
      amount: { type: 'number', minimum: 0, maximum: 100 },
      count: { type: 'integer' },
      price: { type: 'number', format: 'currency' },
      step: { type: 'number', multipleOf: 0.5 },
      flag: { type: 'boolean' },
      maybe: { type: ['string', 'null'] },
      fixed: { const: 'A' },
      fallback: { type: 'string', default: 'EUR' },
      list: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 5 },
      status: { $ref: '#/components/schemas/Status' },
      kind: { type: 'string', enum: ['A', 'B'], 'x-extensible': false },
      closed: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
      map: { type: 'object', additionalProperties: { type: 'integer' } },
      either: {
        oneOf: [
          { type: 'object', required: ['card'], properties: { card: { type: 'string' } } },
          { type: 'object', required: ['iban'], properties: { iban: { type: 'string' } } },
        ],
      },
      tagged: { oneOf: [tagged('card'), tagged('iban')] },
      conditional: {
        type: 'object',
        properties: { a: { type: 'string' }, b: { type: 'string' } },
        if: { required: ['a'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ['b'] },
      },
    },
  };
}

/** An alternative that excludes every other one by its kind. */
function tagged(kind: string) {
  return {
    type: 'object',
    required: ['kind', 'name'],
    properties: { kind: { const: kind }, name: { type: 'string' } },
  };
}

function status() {
  return {
    type: 'string',
    enum: ['OPEN', 'CLOSED'],
    'x-extensible': true,
    'x-enumDescriptions': { OPEN: 'Open.', CLOSED: 'Closed.' },
  };
}

function responses() {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorMessage' } } };
  return {
    '200': { description: 'Taken.' },
    '400': { description: 'Rejected.', content },
    '503': {
      description: 'Later.',
      content,
      headers: { 'retry-after': { required: true, schema: { type: 'integer' } } },
    },
  };
}

function errorMessage() {
  return {
    type: 'object',
    required: ['message', 'code'],
    properties: {
      message: { type: 'string' },
      code: { type: 'string', enum: ['BAD', 'WORSE'], 'x-extensible': false },
      details: { type: 'string' },
    },
  };
}
