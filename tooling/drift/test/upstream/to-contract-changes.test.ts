import { expect, it } from 'vitest';
import { toContractChanges } from '../../src/upstream/to-contract-changes.ts';

it('names of properties are unescaped', () => {
  const property = { line: 1, type: 'string', isEnum: false, required: true };
  const [change] = toContractChanges([
    {
      kind: 'webhook-added',
      eventType: 'FUND_NOTIFICATION',
      line: 1,
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
  expect(change).toMatchObject({
    schema: { required: ['a/b~c'], properties: { 'a/b~c': { type: 'string' } } },
  });
});
