import type { Violation } from '../violation.ts';

const json = 'webhooks/order-update.yaml#/post/requestBody/content/application~1json';
const noSummary = 'Example `done` of webhook `ORDER_UPDATE` has no summary. Say in one what it shows.';

function count(examples: number): string {
  return `Webhook \`ORDER_UPDATE\` has ${examples} named examples. Give at least 2 under \`examples\`.`;
}

export const webhookExamplesViolations: Violation[] = [
  {
    fault: 'no examples',
    change: { [`${json}/examples`]: undefined },
    message: count(0),
    at: `key of ${json}`,
  },
  {
    fault: 'one example without a name',
    change: { [`${json}/examples`]: undefined, [`${json}/example`]: { orderId: 'a' } },
    message: count(0),
    at: `key of ${json}`,
  },
  {
    fault: 'one example',
    change: { [`${json}/examples/done`]: undefined },
    message: count(1),
    at: `key of ${json}/examples`,
  },
  {
    fault: 'an example without a summary',
    change: { [`${json}/examples/done/summary`]: undefined },
    message: noSummary,
    at: `key of ${json}/examples/done`,
  },
  {
    fault: 'an example with an empty summary',
    change: { [`${json}/examples/done/summary`]: '' },
    message: noSummary,
    at: `key of ${json}/examples/done/summary`,
  },
  {
    fault: 'an example in a file of its own without a summary',
    change: {
      'examples/done.yaml#': { value: { orderId: 'a' } },
      [`${json}/examples/done`]: { $ref: '../examples/done.yaml' },
    },
    message: noSummary,
    at: 'key of examples/done.yaml#/',
  },
];
