/** A webhook as the sample contract has it, to be changed. */
type Webhook = ReturnType<typeof webhook>;

/** A change of a webhook among others, and how it is to be rated. */
export interface Case {
  readonly edit: (webhook: Webhook, webhooks: Record<string, Webhook>) => void;
  readonly rated: readonly [rating: string, bump: string];
}

const BREAKING = ['breaking', 'major'] as const;
const TOLERANT = ['tolerant readers only', 'minor'] as const;
const NARROWER = ['safe', 'minor'] as const;
const WORDS = ['safe', 'patch'] as const;

/** What can happen to a webhook. */
export const CASES: Readonly<Record<string, Case>> = {
  'a property is added': {
    edit: (each) => Object.assign(payload(each).properties, { fee: { type: 'number' } }),
    rated: TOLERANT,
  },
  'a property is removed': {
    edit: (each) => Reflect.deleteProperty(payload(each).properties, 'note'),
    rated: BREAKING,
  },
  'a property has another type': {
    edit: (each) => Object.assign(payload(each).properties.note, { type: 'integer' }),
    rated: BREAKING,
  },
  'a property has another format': {
    edit: (each) => Object.assign(payload(each).properties.id, { format: 'uri' }),
    rated: BREAKING,
  },
  'a property is no longer required': {
    edit: (each) => Object.assign(payload(each), { required: ['status'] }),
    rated: BREAKING,
  },
  'a property has become required': { edit: (each) => payload(each).required.push('note'), rated: NARROWER },
  'a property has got a bound': {
    edit: (each) => Object.assign(payload(each).properties.note, { maxLength: 10 }),
    rated: NARROWER,
  },
  'an open list has got a value': {
    edit: (each) => payload(each).properties.status.enum.push('NEW'),
    rated: TOLERANT,
  },
  'a closed list has got a value': {
    edit: (each) => payload(each).properties.kind.enum.push('NEW'),
    rated: BREAKING,
  },
  'a list has lost a value': { edit: (each) => payload(each).properties.status.enum.pop(), rated: NARROWER },
  'an open list is closed': {
    edit: (each) => Object.assign(payload(each).properties.status, { 'x-extensible': false }),
    rated: NARROWER,
  },
  'a closed list is opened': {
    edit: (each) => Object.assign(payload(each).properties.kind, { 'x-extensible': true }),
    rated: BREAKING,
  },
  'another property is the subject': {
    edit: (each) => Object.assign(each.post, { 'x-subject': 'note' }),
    rated: BREAKING,
  },
  'a webhook is added': {
    edit: ({ post }, webhooks) =>
      Object.assign(webhooks, { ADDED: { post: { ...post, operationId: 'receiveAdded' } } }),
    rated: TOLERANT,
  },
  'a webhook is removed': {
    edit: (each, webhooks) => {
      const key = Object.keys(webhooks).find((name) => webhooks[name] === each);
      if (key !== undefined) delete webhooks[key];
    },
    rated: BREAKING,
  },
  'an answer is added': {
    edit: (each) => Object.assign(each.post.responses, { 503: { description: 'Not now.' } }),
    rated: TOLERANT,
  },
  'an answer is removed': {
    edit: (each) => Reflect.deleteProperty(each.post.responses, '400'),
    rated: BREAKING,
  },
  'an example is added': {
    edit: (each) =>
      Object.assign(each.post.requestBody.content['application/json'].examples, { more: { value: {} } }),
    rated: WORDS,
  },
  'a description is rewritten': {
    edit: (each) => Object.assign(payload(each).properties.note, { description: 'Revised.' }),
    rated: WORDS,
  },
  'the meaning of a value is rewritten': {
    edit: (each) =>
      Object.assign(payload(each).properties.status['x-enumDescriptions'], { OPEN: 'Open again.' }),
    rated: WORDS,
  },
};

/** A webhook with a property of each kind. */
export function webhook(name: string) {
  return {
    post: {
      operationId: `receive${name}`,
      'x-subject': 'id',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['id', 'status'],
              properties: {
                id: { type: 'string', format: 'uuid' },
                note: { type: 'string', description: 'A note.' },
                status: {
                  type: 'string',
                  enum: ['OPEN', 'CLOSED'],
                  'x-extensible': true,
                  'x-enumDescriptions': { OPEN: 'Open.', CLOSED: 'Closed.' },
                },
                kind: { type: 'string', enum: ['A', 'B'], 'x-extensible': false },
              },
            },
            examples: { one: { value: { id: '123e4567-e89b-12d3-a456-426614174000', status: 'OPEN' } } },
          },
        },
      },
      responses: { '200': { description: 'Taken.' }, '400': { description: 'Refused.' } },
    },
  };
}

function payload({ post }: Webhook) {
  return post.requestBody.content['application/json'].schema;
}
