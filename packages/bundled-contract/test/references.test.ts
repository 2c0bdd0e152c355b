import { expect, it } from 'vitest';
import { withoutReferences } from '../src/index.ts';

const SCHEMA = { $ref: '#/components/schemas/Thing' };
const COMPONENTS = {
  schemas: { Thing: { type: 'object', properties: { next: SCHEMA } } },
  pathItems: {
    thing: { parameters: [{ $ref: '#/components/parameters/depot' }], post: { summary: 'A thing' } },
  },
  parameters: { depot: { name: 'X-Depot', in: 'header' } },
  requestBodies: { thing: { content: { 'application/json': { schema: SCHEMA } } } },
  responses: {
    taken: {
      description: 'Taken.',
      headers: { 'x-request-id': { $ref: '#/components/headers/id' } },
      content: { 'application/json': { examples: { one: { $ref: '#/components/examples/one' } } } },
    },
    again: { $ref: '#/components/responses/taken' },
  },
  headers: { id: { description: 'The id.' } },
  examples: { one: { value: { $ref: 'a payload may have this property' } }, 'a/b~c d': { value: 2 } },
};
const TAKEN = {
  description: 'Taken.',
  headers: { 'x-request-id': { description: 'The id.' } },
  content: { 'application/json': { examples: { one: COMPONENTS.examples.one } } },
};

const webhookOf = (item: unknown, components: object = COMPONENTS) =>
  withoutReferences({ webhooks: { thing: item }, components }).webhooks.thing;

const body = (content: unknown) => ({ post: { requestBody: { content } } });

it.each<[string, unknown, unknown]>([
  [
    'a path item, and its parameters',
    { $ref: '#/components/pathItems/thing' },
    { parameters: [COMPONENTS.parameters.depot], post: { summary: 'A thing' } },
  ],
  [
    'a path item, with what stands beside the reference',
    { $ref: '#/components/pathItems/thing', parameters: [], post: { summary: 'Another' } },
    { parameters: [], post: { summary: 'Another' } },
  ],
  [
    'a body, but not its schema',
    { put: { requestBody: { $ref: '#/components/requestBodies/thing' } } },
    { put: { requestBody: { content: { 'application/json': { schema: SCHEMA } } } } },
  ],
  [
    'a response, its headers and its examples, but not what looks like a reference in a payload',
    { patch: { responses: { 200: { $ref: '#/components/responses/taken' } } } },
    { patch: { responses: { 200: TAKEN } } },
  ],
  [
    'a reference to a reference',
    { post: { responses: { default: { $ref: '#/components/responses/again', description: 'Twice.' } } } },
    { post: { responses: { default: { ...TAKEN, description: 'Twice.' } } } },
  ],
  [
    'an example whose name is escaped',
    body({ 'application/json': { examples: { a: { $ref: '#/components/examples/a~1b~0c%20d' } } } }),
    body({ 'application/json': { examples: { a: { value: 2 } } } }),
  ],
  [
    'what leads nowhere',
    body({ 'application/json': { examples: { a: { $ref: '#/components/examples/missing' } } } }),
    body({ 'application/json': { examples: { a: {} } } }),
  ],
  [
    'what leads out of the document',
    body({ 'application/json': { examples: { a: { $ref: 'other.yaml#/a', summary: 'b' } } } }),
    body({ 'application/json': { examples: { a: { summary: 'b' } } } }),
  ],
  [
    'what is not what OpenAPI expects',
    { parameters: 'none', post: { responses: 7, requestBody: { content: null } } },
    { parameters: 'none', post: { responses: 7, requestBody: { content: null } } },
  ],
])('resolves %s', (_what, item, expected) => {
  expect(webhookOf(item)).toEqual(expected);
});

it('ends with references in a circle', () => {
  const responses = { a: { $ref: '#/components/responses/b' }, b: { $ref: '#/components/responses/a' } };
  const item = { post: { responses: { 200: { $ref: '#/components/responses/a', description: 'x' } } } };
  expect(webhookOf(item, { responses })).toEqual({ post: { responses: { 200: { description: 'x' } } } });
});

it('changes nothing in the document that it reads', () => {
  const document = { webhooks: { thing: { $ref: '#/components/pathItems/thing' } }, components: COMPONENTS };
  const before = structuredClone(document);
  withoutReferences(document);
  expect(document).toEqual(before);
});

it('takes a contract without webhooks', () => {
  const contract: { info: object; webhooks?: unknown } = { info: { title: 'a' } };
  expect(withoutReferences(contract)).toEqual(contract);
});
