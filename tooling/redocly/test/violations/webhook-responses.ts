import { webhook } from '../sound-document.ts';
import type { Violation } from '../violation.ts';

const all = 'responses/all.yaml#';

const missing: Violation[] = [
  '200',
  '400',
  '401',
  '404',
  '405',
  '408',
  '413',
  '415',
  '429',
  '500',
  '503',
].map((code) => ({
  fault: `a missing response ${code}`,
  change: { [`${all}/${code}`]: undefined },
  message: `Responses lack ${code}. Declare them: the receiver sends them.`,
  at: `key of ${all}/`,
}));

export const webhookResponsesViolations: Violation[] = [
  ...missing,
  {
    fault: 'two missing responses',
    change: { [`${all}/408`]: undefined, [`${all}/503`]: undefined },
    message: 'Responses lack 408, 503. Declare them: the receiver sends them.',
    at: `key of ${all}/`,
  },
  {
    fault: 'a missing response that two webhooks share, but once',
    change: {
      'webhooks/order-refund.yaml#': webhook('receiveOrderRefund'),
      'openapi.yaml#/webhooks/ORDER_REFUND': { $ref: 'webhooks/order-refund.yaml' },
      [`${all}/503`]: undefined,
    },
    message: 'Responses lack 503. Declare them: the receiver sends them.',
    at: `key of ${all}/`,
  },
  {
    fault: 'no responses',
    change: { 'webhooks/order-update.yaml#/post/responses': undefined },
    message:
      'Webhook `ORDER_UPDATE` has no responses. Declare 200, 400, 401, 404, 405, 408, 413, 415, 429, 500, 503.',
    at: 'key of webhooks/order-update.yaml#/post',
  },
  {
    fault: 'a success with content',
    change: { [`${all}/200/content`]: { 'application/json': {} } },
    message: 'Response 200 has content. Remove it: the platform reads the status only.',
    at: `key of ${all}/200/content`,
  },
  {
    fault: 'an error without content',
    change: { [`${all}/404`]: { description: 'No such event type.' } },
    message: 'Response 404 has no JSON schema. Give it `application/json` with the schema `ErrorMessage`.',
    at: `key of ${all}/404`,
  },
  {
    fault: 'an error that is not JSON',
    change: { [`${all}/500`]: { description: 'Broken.', content: { 'text/plain': {} } } },
    message: 'Response 500 has no JSON schema. Give it `application/json` with the schema `ErrorMessage`.',
    at: `key of ${all}/500/content`,
  },
  {
    fault: 'an error with an inline schema',
    change: {
      [`${all}/500`]: {
        description: 'Broken.',
        content: { 'application/json': { schema: { type: 'string' } } },
      },
    },
    message:
      'Response 500 holds another schema than `ErrorMessage`. Refer to that one: there is one shape of error.',
    at: `key of ${all}/500/content/application~1json/schema`,
  },
  {
    fault: 'an error with another schema, behind a reference',
    change: {
      'responses/own.yaml#': {
        description: 'Broken.',
        content: { 'application/json': { schema: { $ref: '../schemas/OrderUpdate.yaml' } } },
      },
      [`${all}/500`]: { $ref: 'own.yaml' },
    },
    message:
      'Response 500 holds another schema than `ErrorMessage`. Refer to that one: there is one shape of error.',
    at: 'key of responses/own.yaml#/content/application~1json/schema',
  },
  {
    fault: 'an error without a schema',
    change: { [`${all}/500`]: { description: 'Broken.', content: { 'application/json': {} } } },
    message: 'Response 500 has no JSON schema. Give it `application/json` with the schema `ErrorMessage`.',
    at: `key of ${all}/500/content/application~1json`,
  },
  {
    fault: 'a further error of another shape',
    change: { [`${all}/409`]: { description: 'Known already.' } },
    message: 'Response 409 has no JSON schema. Give it `application/json` with the schema `ErrorMessage`.',
    at: `key of ${all}/409`,
  },
];
