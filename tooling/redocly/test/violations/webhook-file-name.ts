import { soundDocument } from '../sound-document.ts';
import type { Violation } from '../violation.ts';

const entry = 'openapi.yaml#/webhooks/ORDER_UPDATE';
const pathItem = soundDocument()['webhooks/order-update.yaml'];

export const webhookFileNameViolations: Violation[] = [
  {
    fault: 'a webhook written inline',
    change: { [entry]: { post: {} } },
    message:
      'Webhook `ORDER_UPDATE` is written inline. Move it to `webhooks/order-update.yaml` and refer to it by `$ref`.',
    at: `key of ${entry}`,
  },
  {
    fault: 'a file with another name',
    change: { 'webhooks/orders.yaml#': pathItem, [entry]: { $ref: 'webhooks/orders.yaml' } },
    message:
      'Webhook `ORDER_UPDATE` refers to `webhooks/orders.yaml`. Name the file after the event type and refer to it as `webhooks/order-update.yaml`.',
    at: `${entry}/$ref`,
  },
  {
    fault: 'a file in another folder',
    change: { 'orders/order-update.yaml#': pathItem, [entry]: { $ref: 'orders/order-update.yaml' } },
    message:
      'Webhook `ORDER_UPDATE` refers to `orders/order-update.yaml`. Name the file after the event type and refer to it as `webhooks/order-update.yaml`.',
    at: `${entry}/$ref`,
  },
  {
    fault: 'a key next to the reference',
    change: { [`${entry}/summary`]: 'Orders' },
    message: 'Webhook `ORDER_UPDATE` has `summary` next to `$ref`. Move it to `webhooks/order-update.yaml`.',
    at: `key of ${entry}/summary`,
  },
];
