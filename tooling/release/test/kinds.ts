import { payloadOf, type SampleContract } from './sample-contract.ts';

/** A change of the sample contract and how it is to be rated. */
export interface Kind {
  readonly edit: (contract: SampleContract) => void;
  /** What `rating` and the parties that it breaks have to be. */
  readonly rated: string;
  /** Where: subjects and places. */
  readonly where: string;
  /** A part of the reason. */
  readonly why: string;
}

const RECEIVERS = 'breaking for receivers';
const PLATFORM = 'breaking for platform';
const BOTH = 'breaking for receivers, platform';
const TOLERANT = 'tolerant readers only';
const MINOR = 'safe, minor';
const PATCH = 'safe, patch';

const REJECTED_BY_OLD = 'A receiver built on 1.0.0 rejects a notification';
const REJECTED_BY_NEW = 'A receiver of this contract rejects a notification';

/** What can happen to a contract. */
export const KINDS: Readonly<Record<string, Kind>> = {
  // Webhooks.
  'a webhook is added': {
    edit: ({ webhooks }) =>
      Object.assign(webhooks, {
        NEW: {
          post: {
            ...webhooks.REFUND_NOTIFICATION.post,
            requestBody: bodyOf({ type: 'object', properties: { a: { type: 'string' } } }),
            operationId: 'receiveNew',
          },
        },
      }),
    rated: TOLERANT,
    where: 'NEW',
    why: 'respond with 404',
  },
  'a webhook is removed': {
    edit: ({ webhooks }) => Reflect.deleteProperty(webhooks, 'REFUND_NOTIFICATION'),
    rated: RECEIVERS,
    where: 'REFUND_NOTIFICATION',
    why: 'Its path goes',
  },
  'a webhook is renamed': {
    edit: ({ webhooks }) => {
      Object.assign(webhooks, { REPAYMENT_NOTIFICATION: webhooks.REFUND_NOTIFICATION });
      Reflect.deleteProperty(webhooks, 'REFUND_NOTIFICATION');
    },
    rated: BOTH,
    where: 'REPAYMENT_NOTIFICATION',
    why: 'Its path goes: `/refund-notification` → `/repayment-notification`',
  },
  'the method changes': {
    edit: ({ webhooks }) => {
      const item: object = webhooks.REFUND_NOTIFICATION;
      Object.assign(item, { put: webhooks.REFUND_NOTIFICATION.post });
      Reflect.deleteProperty(item, 'post');
    },
    rated: BOTH,
    where: 'REFUND_NOTIFICATION',
    why: 'by PUT (405)',
  },
  'the operationId changes': {
    edit: ({ webhooks }) => Object.assign(webhooks.REFUND_NOTIFICATION.post, { operationId: 'other' }),
    rated: RECEIVERS,
    where: 'REFUND_NOTIFICATION',
    why: 'no longer compiles',
  },
  'another property is the subject': {
    edit: ({ webhooks }) => Object.assign(webhooks.PAYMENT_NOTIFICATION.post, { 'x-subject': 'note' }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION',
    why: 'in order',
  },
  'there is no clock any more': {
    edit: ({ webhooks }) => Reflect.deleteProperty(webhooks.PAYMENT_NOTIFICATION.post, 'x-occurred-at'),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION',
    why: 'Duplicates',
  },

  // The request around the body.
  'the body need not be there any more': {
    edit: ({ webhooks }) => Object.assign(webhooks.REFUND_NOTIFICATION.post.requestBody, { required: false }),
    rated: RECEIVERS,
    where: 'REFUND_NOTIFICATION',
    why: `${REJECTED_BY_OLD} without a body`,
  },
  'a media type is added': {
    edit: ({ webhooks }) => {
      const { content } = webhooks.REFUND_NOTIFICATION.post.requestBody;
      Object.assign(content, { 'application/xml': content['application/json'] });
    },
    rated: RECEIVERS,
    where: 'REFUND_NOTIFICATION',
    why: 'as `application/xml` (415)',
  },
  'a required header is added': {
    edit: (contract) =>
      headersOf(contract).push({ name: 'x-new', in: 'header', required: true, schema: { type: 'string' } }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION header `x-new`',
    why: `${REJECTED_BY_NEW} without it`,
  },
  'an optional header is added': {
    edit: (contract) =>
      headersOf(contract).push({ name: 'x-new', in: 'header', required: false, schema: { type: 'string' } }),
    rated: TOLERANT,
    where: 'PAYMENT_NOTIFICATION header `x-new`',
    why: 'accepts a notification with it',
  },
  'a required header is removed': {
    edit: (contract) => headersOf(contract).shift(),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION header `x-required`',
    why: `${REJECTED_BY_OLD} without it`,
  },
  'a header is no longer required': {
    edit: (contract) => Object.assign(headersOf(contract)[0] ?? {}, { required: false }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION header `x-required`',
    why: `${REJECTED_BY_OLD} without it`,
  },
  'a header has become required': {
    edit: (contract) => Object.assign(headersOf(contract)[1] ?? {}, { required: true }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION header `x-optional`',
    why: `${REJECTED_BY_NEW} without it`,
  },
  'the key is in another header': {
    edit: ({ components }) => Object.assign(components.securitySchemes.key, { name: 'x-key' }),
    rated: BOTH,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION',
    why: 'with a key in the header `api-key`',
  },
  'another authentication is possible': {
    edit: (contract) => {
      Object.assign(contract.components.securitySchemes, { basic: { type: 'http', scheme: 'basic' } });
      Object.assign(contract, { security: [{ key: [] }, { basic: [] }] });
    },
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION',
    why: `${REJECTED_BY_OLD} with HTTP basic authentication`,
  },
  'authentication is not needed any more': {
    edit: (contract) => Object.assign(contract, { security: [] }),
    rated: BOTH,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION',
    why: 'with no authentication',
  },

  // Properties.
  'an optional property is added': {
    edit: (contract) => Object.assign(payloadOf(contract).properties, { fee: { type: 'number' } }),
    rated: TOLERANT,
    where: 'PAYMENT_NOTIFICATION /fee',
    why: 'reports it as an observation',
  },
  'a required property is added': {
    edit: (contract) => {
      Object.assign(payloadOf(contract).properties, { fee: { type: 'number' } });
      payloadOf(contract).required.push('fee');
    },
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /fee',
    why: `${REJECTED_BY_NEW} without it`,
  },
  'an optional property is removed': {
    edit: (contract) => Reflect.deleteProperty(payloadOf(contract).properties, 'note'),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /note',
    why: 'no longer find it',
  },
  'a required property is removed': {
    edit: (contract) => {
      Reflect.deleteProperty(payloadOf(contract).properties, 'id');
      payloadOf(contract).required.shift();
    },
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /id',
    why: `${REJECTED_BY_OLD} without it`,
  },
  'a property is no longer required': {
    edit: (contract) => Object.assign(payloadOf(contract), { required: ['status'] }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /id',
    why: `${REJECTED_BY_OLD} without it`,
  },
  'a property has become required': {
    edit: (contract) => payloadOf(contract).required.push('note'),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /note',
    why: `${REJECTED_BY_NEW} without it`,
  },
  'a property is added to a closed object': {
    edit: (contract) =>
      Object.assign(payloadOf(contract).properties.closed.properties, { b: { type: 'string' } }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /closed/b',
    why: `${REJECTED_BY_OLD} with it`,
  },
  'an object is closed': {
    edit: (contract) => Object.assign(payloadOf(contract), { additionalProperties: false }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION',
    why: `${REJECTED_BY_NEW} with a property that is not listed`,
  },
  'a closed object is opened': {
    edit: (contract) => Reflect.deleteProperty(payloadOf(contract).properties.closed, 'additionalProperties'),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /closed',
    why: `${REJECTED_BY_OLD} with a property that is not listed`,
  },
  'the values of a map have another type': {
    edit: (contract) =>
      Object.assign(payloadOf(contract).properties.map.additionalProperties, { type: 'string' }),
    rated: BOTH,
    where: 'PAYMENT_NOTIFICATION /map/*',
    why: 'with a string',
  },

  // Types and values.
  'a property has another type': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.note, { type: 'integer' }),
    rated: BOTH,
    where: 'PAYMENT_NOTIFICATION /note',
    why: `${REJECTED_BY_OLD} with a number`,
  },
  'a property may be null': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.note, { type: ['string', 'null'] }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /note',
    why: `${REJECTED_BY_OLD} with null`,
  },
  'a property may no longer be null': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.maybe, { type: 'string' }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /maybe',
    why: `${REJECTED_BY_NEW} with null`,
  },
  'a number may have a fraction': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.count, { type: 'number' }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /count',
    why: `${REJECTED_BY_OLD} with a fraction`,
  },
  'a closed list has got a value': {
    edit: (contract) => payloadOf(contract).properties.kind.enum.push('C'),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /kind',
    why: `${REJECTED_BY_OLD} with \`C\``,
  },
  'a closed list has lost a value': {
    edit: (contract) => payloadOf(contract).properties.kind.enum.pop(),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /kind',
    why: `${REJECTED_BY_NEW} with \`B\``,
  },
  'a list that may grow has got a value': {
    edit: ({ components }) => components.schemas.Status.enum.push('NEW'),
    rated: TOLERANT,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION /status',
    why: 'accepts a notification with `NEW` and reports it as an observation',
  },
  'a list that may grow has lost a value': {
    edit: ({ components }) => components.schemas.Status.enum.pop(),
    rated: MINOR,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION /status',
    why: '`CLOSED` is accepted as before',
  },
  'a list that may grow is closed': {
    edit: ({ components }) => Object.assign(components.schemas.Status, { 'x-extensible': false }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION /status',
    why: `${REJECTED_BY_NEW} with another value`,
  },
  'a closed list is opened': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.kind, { 'x-extensible': true }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /kind',
    why: `${REJECTED_BY_OLD} with another value`,
  },
  'a text has become a closed list': {
    edit: (contract) =>
      Object.assign(payloadOf(contract).properties.note, { enum: ['A'], 'x-extensible': false }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /note',
    why: `${REJECTED_BY_NEW} with another value`,
  },
  'a constant changes': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.fixed, { const: ['A'] }),
    rated: BOTH,
    where: 'PAYMENT_NOTIFICATION /fixed',
    why: 'with an array',
  },
  'a default changes': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.fallback, { default: 'CHF' }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /fallback',
    why: 'fills in the default',
  },

  // Limits.
  'a text may be longer': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.short, { maxLength: 20 }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /short',
    why: `${REJECTED_BY_OLD} with a text longer than 10`,
  },
  'a text must be shorter': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.note, { maxLength: 20 }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /note',
    why: `${REJECTED_BY_NEW} with a text longer than 20`,
  },
  'a number may be smaller': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.amount, { minimum: -5 }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /amount',
    why: `${REJECTED_BY_OLD} with a number below 0`,
  },
  'a limit has become exclusive': {
    edit: (contract) => {
      Reflect.deleteProperty(payloadOf(contract).properties.amount, 'minimum');
      Object.assign(payloadOf(contract).properties.amount, { exclusiveMinimum: 0 });
    },
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /amount',
    why: `${REJECTED_BY_NEW} with a number below 0, or with 0`,
  },
  'a number must be a larger multiple': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.step, { multipleOf: 1.5 }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /step',
    why: 'not a multiple of 1.5',
  },
  'a list may be empty': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.list, { minItems: 0 }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /list',
    why: `${REJECTED_BY_OLD} with a number of items below 1`,
  },
  'items must differ': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.list, { uniqueItems: true }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /list',
    why: 'with two equal items',
  },
  'items have another type': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.list.items, { type: 'boolean' }),
    rated: BOTH,
    where: 'PAYMENT_NOTIFICATION /list/*',
    why: 'with a boolean',
  },
  'a pattern is looser': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.code, { pattern: '^[A-Z]{3,4}$' }),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /code',
    why: 'does not match `^[A-Z]{3}$`',
  },
  'a pattern is stricter': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.code, { pattern: '^[A-C]{3}$' }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /code',
    why: 'does not match `^[A-C]{3}$`',
  },
  'a pattern is removed': {
    edit: (contract) => Reflect.deleteProperty(payloadOf(contract).properties.code, 'pattern'),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /code',
    why: 'does not match `^[A-Z]{3}$`',
  },
  'a property has another format': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.id, { format: 'uri' }),
    rated: BOTH,
    where: 'PAYMENT_NOTIFICATION /id',
    why: 'no `uuid`',
  },
  'a format is added': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.note, { format: 'date' }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /note',
    why: 'no `date`',
  },
  'a format that no validator checks changes': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.price, { format: 'percent' }),
    rated: MINOR,
    where: 'PAYMENT_NOTIFICATION /price',
    why: 'No validator checks',
  },

  // Alternatives and conditions: bodies decide.
  'an alternative is added': {
    edit: (contract) =>
      payloadOf(contract).properties.either.oneOf.push({
        type: 'object',
        required: ['cash'],
        properties: { cash: { type: 'string' } },
      } as never),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /either',
    why: REJECTED_BY_OLD,
  },
  'an alternative is removed': {
    edit: (contract) => payloadOf(contract).properties.either.oneOf.pop(),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /either',
    why: REJECTED_BY_NEW,
  },
  'a condition demands something else': {
    edit: (contract) =>
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      Object.assign(payloadOf(contract).properties.conditional, { then: { required: ['c'] } }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /conditional',
    why: REJECTED_BY_NEW,
  },
  'a condition is removed': {
    edit: (contract) => Reflect.deleteProperty(payloadOf(contract).properties.conditional, 'if'),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION /conditional',
    why: REJECTED_BY_OLD,
  },
  'a value is excluded': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.note, { not: { const: 'never' } }),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION /note',
    why: REJECTED_BY_NEW,
  },

  // Responses: the receiver writes them, and the platform reads them.
  'a property of ErrorMessage is no longer required': {
    edit: ({ components }) => components.schemas.ErrorMessage.required.pop(),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION response 400 /code, response 503 /code',
    why: 'A receiver of this contract may respond without it',
  },
  'a property of ErrorMessage has become required': {
    edit: ({ components }) => components.schemas.ErrorMessage.required.push('details'),
    rated: RECEIVERS,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION response 400 /details, response 503 /details',
    why: 'A receiver built on 1.0.0 may respond without it',
  },
  'a property of ErrorMessage is removed': {
    edit: ({ components }) => Reflect.deleteProperty(components.schemas.ErrorMessage.properties, 'details'),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION response 400 /details, response 503 /details',
    why: 'no longer finds it',
  },
  'ErrorMessage has got an optional property': {
    edit: ({ components }) =>
      Object.assign(components.schemas.ErrorMessage.properties, { hint: { type: 'string' } }),
    rated: TOLERANT,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION response 400 /hint, response 503 /hint',
    why: 'ignore what it does not know',
  },
  'a closed list of ErrorMessage has got a value': {
    edit: ({ components }) => components.schemas.ErrorMessage.properties.code.enum.push('WORST'),
    rated: PLATFORM,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION response 400 /code, response 503 /code',
    why: 'may respond with `WORST`',
  },
  'a response is added': {
    edit: ({ webhooks }) =>
      Object.assign(webhooks.REFUND_NOTIFICATION.post.responses, { 429: { description: 'Later.' } }),
    rated: TOLERANT,
    where: 'REFUND_NOTIFICATION response 429',
    why: 'may respond with 429',
  },
  'another success is added': {
    edit: ({ webhooks }) =>
      Object.assign(webhooks.REFUND_NOTIFICATION.post.responses, { 202: { description: 'Taken.' } }),
    rated: PLATFORM,
    where: 'REFUND_NOTIFICATION response 202',
    why: 'may respond with 202',
  },
  'a response is removed': {
    edit: ({ webhooks }) => Reflect.deleteProperty(webhooks.REFUND_NOTIFICATION.post.responses, '400'),
    rated: RECEIVERS,
    where: 'REFUND_NOTIFICATION response 400',
    why: 'A receiver built on 1.0.0 may respond with 400',
  },
  'a header of a response is no longer required': {
    edit: ({ webhooks }) =>
      Object.assign(webhooks.REFUND_NOTIFICATION.post.responses['503'].headers['retry-after'], {
        required: false,
      }),
    rated: PLATFORM,
    where: 'REFUND_NOTIFICATION response 503 header `retry-after`',
    why: 'may respond without it',
  },

  // What restricts nothing.
  'a property is deprecated': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.note, { deprecated: true }),
    rated: MINOR,
    where: 'PAYMENT_NOTIFICATION /note',
    why: 'announces a removal',
  },
  'an example is added': {
    edit: ({ webhooks }) =>
      Object.assign(webhooks.PAYMENT_NOTIFICATION.post.requestBody.content['application/json'].examples, {
        more: { value: {} },
      }),
    rated: PATCH,
    where: 'PAYMENT_NOTIFICATION',
    why: 'for people',
  },
  'a description is rewritten': {
    edit: (contract) => Object.assign(payloadOf(contract).properties.note, { description: 'Revised.' }),
    rated: PATCH,
    where: 'PAYMENT_NOTIFICATION /note',
    why: 'for people',
  },
  'the meaning of a value is rewritten': {
    edit: ({ components }) =>
      Object.assign(components.schemas.Status['x-enumDescriptions'], { OPEN: 'Open again.' }),
    rated: PATCH,
    where: 'PAYMENT_NOTIFICATION, REFUND_NOTIFICATION /status',
    why: 'for people',
  },
  'an extension that is not ours is added': {
    edit: ({ webhooks }) => Object.assign(webhooks.REFUND_NOTIFICATION.post, { 'x-owner': 'payments' }),
    rated: PATCH,
    where: 'REFUND_NOTIFICATION',
    why: 'for people',
  },
  'the document has another title': {
    edit: ({ info }) => Object.assign(info, { title: 'Other' }),
    rated: PATCH,
    where: 'info',
    why: 'for people',
  },
};

interface Header {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: object;
}

function headersOf({ webhooks }: SampleContract): Header[] {
  return webhooks.PAYMENT_NOTIFICATION.post.parameters;
}

function bodyOf(schema: object): object {
  return { required: true, content: { 'application/json': { schema } } };
}
