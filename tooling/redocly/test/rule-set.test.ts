import { fileURLToPath } from 'node:url';
import { loadConfig } from '@redocly/openapi-core';
import { expect, it } from 'vitest';
import { type Change, soundDocumentBut } from './change.ts';
import { lintFiles } from './lint.ts';
import { soundDocument } from './sound-document.ts';

// The plugin is loaded from its path, as the command line does it.
const config = await loadConfig({
  configPath: fileURLToPath(new URL('../../../redocly.yaml', import.meta.url)),
});

const done = 'webhooks/order-update.yaml#/post/requestBody/content/application~1json/examples/done/value';
const status = 'schemas/OrderStatus.yaml#';

it('the rule set of the repository finds no fault with the sound document', async () => {
  expect(await lintFiles(soundDocument(), config)).toEqual([]);
});

it('the rule set of the repository accepts an example with properties from every part of a composed schema', async () => {
  const composed = soundDocumentBut({
    'schemas/Trade.yaml#': {
      type: 'object',
      description: 'What all trades have.',
      properties: { price: { type: 'number', format: 'currency', description: 'What it cost.' } },
    },
    'schemas/OrderUpdate.yaml#/allOf': [{ $ref: 'Trade.yaml' }],
    [`${done}/price`]: 12.5,
  });
  expect(await lintFiles(composed, config)).toEqual([]);
});

const faults: { fault: string; change: Change; rule: string; message: string; at: string }[] = [
  {
    fault: 'an example of a wrong type',
    change: { [`${done}/orderId`]: 7 },
    rule: 'no-invalid-media-type-examples',
    message: 'Example value must conform to the schema: `orderId` property type must be string.',
    at: `${done}/orderId`,
  },
  {
    fault: 'an example with a value that the enum does not list',
    change: { [`${done}/status`]: 'LOST' },
    rule: 'no-invalid-media-type-examples',
    message:
      'Example value must conform to the schema: `status` property must be equal to one of the allowed values "OPEN", "DONE".',
    at: `${done}/status`,
  },
  {
    fault: 'an example without a required property',
    change: { [`${done}/orderId`]: undefined },
    rule: 'no-invalid-media-type-examples',
    message: "Example value must conform to the schema: must have required property 'orderId'.",
    at: done,
  },
  {
    fault: 'an example with a property that the schema does not have',
    change: { [`${done}/colour`]: 'red' },
    rule: 'no-invalid-media-type-examples',
    message: 'Example value must conform to the schema: must NOT have unevaluated properties `colour`.',
    at: `key of ${done}/colour`,
  },
  {
    fault: 'a schema whose own example does not fit it',
    change: { [`${status}/examples`]: ['LOST'] },
    rule: 'no-invalid-schema-examples',
    message:
      'Example value must conform to the schema: must be equal to one of the allowed values "OPEN", "DONE".',
    at: `${status}/examples/0`,
  },
  {
    fault: 'a rule of the plugin being broken',
    change: { 'webhooks/order-update.yaml#/x-draft': true },
    rule: 'contract/no-draft',
    message: 'This was drafted by a machine. Look at it, correct it, and remove the mark `x-draft`.',
    at: 'key of webhooks/order-update.yaml#/x-draft',
  },
];

it.each(faults)('the rule set of the repository reports $fault', async ({ change, rule, message, at }) => {
  expect(await lintFiles(soundDocumentBut(change), config)).toEqual([{ rule, message, at }]);
});
