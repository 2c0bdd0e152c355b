import type { Violation } from '../violation.ts';

const post = 'webhooks/order-update.yaml#/post';
const status = 'schemas/OrderStatus.yaml#';
const plain = '“To be described.”: write what it means, in your own words.';

export const noPlaceholderViolations: Violation[] = [
  ...[
    `${post}/description`,
    `${post}/summary`,
    'schemas/OrderUpdate.yaml#/description',
    'schemas/OrderUpdate.yaml#/properties/orderId/description',
    `${status}/x-enumDescriptions/OPEN`,
    'openapi.yaml#/tags/0/description',
    'responses/error.yaml#/description',
  ].map((at) => ({
    fault: `the placeholder at ${at}`,
    change: { [at]: 'To be described.' },
    message: plain,
    at,
  })),
  {
    fault: "the platform's words after the placeholder",
    change: { [`${status}/description`]: 'To be described. The platform says: “The status”.' },
    message: '“To be described. The platform says: “The status”.”: write what it means, in your own words.',
    at: `${status}/description`,
  },
  {
    fault: 'the placeholder after other words',
    change: { [`${status}/description`]: 'Where it stands.\nTo be described' },
    message: '“Where it stands. To be described”: write what it means, in your own words.',
    at: `${status}/description`,
  },
  {
    fault: 'the placeholder in lower case',
    change: { [`${status}/description`]: 'to be described' },
    message: '“to be described”: write what it means, in your own words.',
    at: `${status}/description`,
  },
  {
    fault: 'the placeholder beside a reference',
    change: { 'schemas/OrderUpdate.yaml#/properties/status/description': 'To be described.' },
    message: plain,
    at: 'schemas/OrderUpdate.yaml#/properties/status/description',
  },
];
