import { expect, it } from 'vitest';
import { type Change, soundDocumentBut } from './change.ts';
import { contractRules, lintFiles } from './lint.ts';
import { webhook } from './sound-document.ts';

const post = 'webhooks/order-update.yaml#/post';
const update = 'schemas/OrderUpdate.yaml#';

/** Other ways to write a sound document. No rule may insist on one of them. */
const accepted: { writing: string; change: Change }[] = [
  {
    writing: 'a webhook that has neither subject nor clock, as its payload has no id and no time',
    change: {
      [`${post}/x-subject`]: undefined,
      [`${post}/x-occurred-at`]: undefined,
      [`${update}/properties/modifiedOn`]: undefined,
    },
  },
  {
    writing: 'a webhook that says that none of its properties is the subject or the clock',
    change: {
      [`${post}/x-subject`]: false,
      [`${post}/x-occurred-at`]: false,
      [`${update}/properties/orderId/format`]: 'uuid',
    },
  },
  {
    writing: 'the word "described" in a sentence',
    change: { [`${update}/description`]: 'The orders to be described to the customer.' },
  },
  {
    writing: 'a subject that is declared in one branch of allOf and required in another',
    change: {
      'schemas/OrderBase.yaml#': {
        description: 'What all orders have.',
        properties: { orderNumber: { type: 'string', description: 'The order.' } },
      },
      [`${update}/allOf`]: [{ $ref: 'OrderBase.yaml' }, { required: ['orderNumber'] }],
      [`${post}/x-subject`]: 'orderNumber',
    },
  },
  {
    writing: 'a clock whose type is behind two references and whose format is beside the second',
    change: {
      'schemas/Text.yaml#': { type: 'string', description: 'A text.' },
      'schemas/Clock.yaml#': { $ref: 'Text.yaml', format: 'date-time', description: 'A point in time.' },
      [`${update}/properties/modifiedOn`]: { $ref: 'Clock.yaml' },
    },
  },
  {
    writing: 'a payload that contains itself',
    change: { [`${update}/properties/replaces`]: { $ref: 'OrderUpdate.yaml' } },
  },
  {
    writing: 'a payload that is composed of itself',
    change: { [`${update}/allOf`]: [{ $ref: 'OrderUpdate.yaml' }] },
  },
  {
    writing: 'a closed list of numbers',
    change: {
      'schemas/OrderStatus.yaml#/type': 'integer',
      'schemas/OrderStatus.yaml#/enum': [1],
      'schemas/OrderStatus.yaml#/x-extensible': false,
      'schemas/OrderStatus.yaml#/x-enumDescriptions': { 1: 'Open.' },
    },
  },
  {
    writing: 'a property whose name is a keyword',
    change: {
      [`${update}/properties/enum`]: { type: 'string', description: 'Only a name.' },
      [`${update}/properties/properties`]: { type: 'string', description: 'Only a name.' },
    },
  },
  {
    writing: 'an error schema among the components',
    change: {
      'openapi.yaml#/components/schemas': {
        ErrorMessage: { type: 'string', description: 'What went wrong.' },
      },
      'responses/error.yaml#/content/application~1json/schema/$ref':
        '../openapi.yaml#/components/schemas/ErrorMessage',
    },
  },
  {
    writing: 'a mark that says it is no draft',
    change: { [`${update}/x-draft`]: false },
  },
  {
    writing: 'an event type of several words',
    change: {
      'webhooks/re-token-prices.yaml#': webhook('receiveReTokenPrices'),
      'openapi.yaml#/webhooks/RE_TOKEN_PRICES': { $ref: 'webhooks/re-token-prices.yaml' },
    },
  },
];

it.each(accepted)('accepts $writing', async ({ change }) => {
  expect(await lintFiles(soundDocumentBut(change), await contractRules())).toEqual([]);
});
