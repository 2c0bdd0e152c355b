import type { Violation } from '../violation.ts';

const post = 'webhooks/order-update.yaml#/post';
const payload = 'schemas/OrderUpdate.yaml#';

export const subjectAndClockChosenViolations: Violation[] = [
  {
    fault: 'no clock although the payload has a time',
    change: { [`${post}/x-occurred-at`]: undefined },
    message:
      'Webhook `ORDER_UPDATE` has no `x-occurred-at`, and its payload has times: `modifiedOn`. Name one of them, or say `x-occurred-at: false` if none of them is it.',
    at: 'key of webhooks/order-update.yaml#/post',
  },
  {
    fault: 'no subject although the payload requires an id',
    change: { [`${post}/x-subject`]: undefined, [`${payload}/properties/orderId/format`]: 'uuid' },
    message:
      'Webhook `ORDER_UPDATE` has no `x-subject`, and its payload has ids: `orderId`. Name one of them, or say `x-subject: false` if none of them is it.',
    at: 'key of webhooks/order-update.yaml#/post',
  },
];
