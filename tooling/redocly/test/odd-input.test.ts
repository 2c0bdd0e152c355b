import { expect, it } from 'vitest';
import { contractRules, lintFiles } from './lint.ts';

const nothing = [undefined, null, true, 7, '', 'text', [], {}, [null], { x: null }];
const missingTarget = { $ref: 'missing.yaml' };

/** Documents with something strange in one location. */
const odd: [location: string, document: (value: unknown) => object][] = [
  ['webhooks', (value) => ({ webhooks: value })],
  ['a webhook', (value) => ({ webhooks: { ORDER: value } })],
  ['an operation', (value) => ({ webhooks: { ORDER: { post: value } } })],
  ['a request body', (value) => ({ webhooks: { ORDER: { post: { requestBody: value } } } })],
  ['content', (value) => ({ webhooks: { ORDER: { post: { requestBody: { content: value } } } } })],
  ['a media type', (value) => ({ webhooks: { ORDER: operation({ requestBody: body(value) }) } })],
  ['a payload', (value) => ({ webhooks: { ORDER: operation({ requestBody: body({ schema: value }) }) } })],
  ['examples', (value) => ({ webhooks: { ORDER: operation({ requestBody: body({ examples: value }) }) } })],
  ['responses', (value) => ({ webhooks: { ORDER: operation({ responses: value }) } })],
  ['a response', (value) => ({ webhooks: { ORDER: operation({ responses: { 400: value } }) } })],
  ['components', (value) => ({ components: value })],
  ['schemas', (value) => ({ components: { schemas: value } })],
  ['a schema', (value) => ({ components: { schemas: { Order: value } } })],
  ['properties', (value) => ({ components: { schemas: { Order: { properties: value } } } })],
  ['allOf', (value) => ({ components: { schemas: { Order: { allOf: value } } } })],
  ['an enum', (value) => ({ components: { schemas: { Order: { enum: value } } } })],
  [
    'x-enumDescriptions',
    (value) => ({ components: { schemas: { Order: { enum: ['A'], 'x-enumDescriptions': value } } } }),
  ],
];

it.each(odd)('no rule falls over something strange instead of %s', async (_location, document) => {
  const config = await contractRules();
  for (const value of [...nothing, missingTarget]) {
    const root = { openapi: '3.1.0', info: { title: 'Odd', version: '1' }, ...document(value) };
    await expect(lintFiles({ 'openapi.yaml': root }, config)).resolves.toBeInstanceOf(Array);
  }
});

it.each(['3.0.3', '3.1.0', '3.2.0'])(
  'a document of OpenAPI %s without webhooks is none of the rules’ business',
  async (openapi) => {
    const root = { openapi, info: { title: 'Other', version: '1' }, paths: {} };
    expect(await lintFiles({ 'openapi.yaml': root }, await contractRules())).toEqual([]);
  },
);

function operation(parts: object): object {
  return { post: { 'x-subject': 'orderId', 'x-occurred-at': 'modifiedOn', ...parts } };
}

function body(json: unknown): object {
  return { content: { 'application/json': json } };
}
