import type { Violation } from '../violation.ts';

const item = 'webhooks/order-update.yaml#';
const post = `${item}/post`;

const noParameters =
  'Webhook `ORDER_UPDATE` has parameters. All that a notification says is in its body: remove them.';
const noSummary = 'Webhook `ORDER_UPDATE` has no summary. Write one: readers of the docs see it first.';
const noDescription =
  'Webhook `ORDER_UPDATE` has no description. Write one: readers of the docs see it first.';

function tags(count: number): string {
  return `Webhook \`ORDER_UPDATE\` has ${count} tags. Give it exactly one, so that the docs list it exactly once.`;
}

export const webhookOperationViolations: Violation[] = [
  {
    fault: 'a webhook without an operation',
    change: { [item]: { description: 'Nothing happens here.' } },
    message: 'Webhook `ORDER_UPDATE` has no operation. Describe the notification as `post`.',
    at: 'key of openapi.yaml#/webhooks/ORDER_UPDATE',
  },
  {
    fault: 'a second operation',
    change: { [`${item}/get`]: { responses: {} } },
    message: 'Webhook `ORDER_UPDATE` has an operation `get`. A notification is a `post`: remove it.',
    at: `key of ${item}/get`,
  },
  {
    fault: 'parameters of the operation',
    change: { [`${post}/parameters`]: [] },
    message: noParameters,
    at: `key of ${post}/parameters`,
  },
  {
    fault: 'parameters of the path item',
    change: { [`${item}/parameters`]: [] },
    message: noParameters,
    at: `key of ${item}/parameters`,
  },
  {
    fault: 'a missing operation id',
    change: { [`${post}/operationId`]: undefined },
    message: 'Webhook `ORDER_UPDATE` has no operation id. Name it `receiveOrderUpdate`.',
    at: `key of ${post}`,
  },
  {
    fault: 'another operation id',
    change: { [`${post}/operationId`]: 'orderUpdate' },
    message: 'Webhook `ORDER_UPDATE` has the operation id `orderUpdate`. Name it `receiveOrderUpdate`.',
    at: `${post}/operationId`,
  },
  {
    fault: 'a missing summary',
    change: { [`${post}/summary`]: undefined },
    message: noSummary,
    at: `key of ${post}`,
  },
  {
    fault: 'an empty summary',
    change: { [`${post}/summary`]: ' ' },
    message: noSummary,
    at: `key of ${post}/summary`,
  },
  {
    fault: 'a missing description',
    change: { [`${post}/description`]: undefined },
    message: noDescription,
    at: `key of ${post}`,
  },
  {
    fault: 'an empty description',
    change: { [`${post}/description`]: '' },
    message: noDescription,
    at: `key of ${post}/description`,
  },
  {
    fault: 'no tag',
    change: { [`${post}/tags`]: undefined },
    message: tags(0),
    at: `key of ${post}`,
  },
  {
    fault: 'a tag without a name',
    change: { [`${post}/tags`]: [''] },
    message: tags(0),
    at: `key of ${post}/tags`,
  },
  {
    fault: 'two tags',
    change: { [`${post}/tags`]: ['Orders', 'Prices'] },
    message: tags(2),
    at: `key of ${post}/tags`,
  },
];
