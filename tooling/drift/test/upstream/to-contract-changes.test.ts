import { expect, it } from 'vitest';
import { toContractChanges } from '../../src/upstream/to-contract-changes.ts';
import { compared } from './contract.ts';

it('names of properties are unescaped', () => {
  const property = { line: 1, type: 'string', isEnum: false, required: true };
  const { changes } = toContractChanges([
    {
      kind: 'webhook-added',
      eventType: 'FUND_NOTIFICATION',
      line: 1,
      before: [],
      after: [],
      webhook: {
        eventType: 'FUND_NOTIFICATION',
        line: 1,
        properties: [{ ...property, pointer: '/a~1b~0c' }],
        examples: [{ line: 1, value: { 'a/b~c': 'x' } }],
        responses: [],
        request: {},
        leavesOut: 'nothing',
      },
    },
  ]);
  expect(changes[0]).toMatchObject({
    schema: { required: ['a/b~c'], properties: { 'a/b~c': { type: 'string' } } },
  });
});

it('a draft has all that the schema of the source says', () => {
  const { differences } = compared(`
openapi: 3.0.3
info: { title: a, version: '1' }
paths:
  /fund-notification:
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Fund' }
      responses: { '200': { description: OK } }
components:
  schemas:
    Fund:
      type: object
      required: [fundId]
      properties:
        fundId: { type: string, format: uuid }
        code: { type: string, pattern: '^[A-Z]+$', minLength: 2, maxLength: 4, description: Words of the source. }
        rate: { type: number, minimum: 0, exclusiveMinimum: true, default: 1 }
        note: { type: string, nullable: true }
        tags: { type: array, uniqueItems: true, maxItems: 3, items: { type: string, minLength: 1 } }
        limits: { type: object, additionalProperties: false, properties: { day: { type: integer, deprecated: true } } }
        order:
          oneOf: [{ $ref: '#/components/schemas/Limit' }, { $ref: '#/components/schemas/Market' }]
    Limit: { type: object, required: [price], properties: { price: { type: number } } }
    Market: { type: object, maxProperties: 0 }
`);
  const { changes } = toContractChanges(differences.filter(({ kind }) => kind === 'webhook-added'));
  expect(changes[0]).toMatchObject({
    schema: {
      type: 'object',
      required: ['fundId'],
      properties: {
        fundId: { type: 'string', format: 'uuid' },
        code: { type: 'string', pattern: '^[A-Z]+$', minLength: 2, maxLength: 4 },
        rate: { type: 'number', exclusiveMinimum: 0, default: 1 },
        note: { type: ['string', 'null'] },
        tags: { type: 'array', uniqueItems: true, maxItems: 3, items: { type: 'string', minLength: 1 } },
        limits: { type: 'object', additionalProperties: false, properties: { day: { deprecated: true } } },
        order: {
          oneOf: [
            { type: 'object', required: ['price'], properties: { price: { type: 'number' } } },
            { type: 'object', maxProperties: 0 },
          ],
        },
      },
    },
  });
});
