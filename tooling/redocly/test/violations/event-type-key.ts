import type { Violation } from '../violation.ts';

const entry = { $ref: 'webhooks/order-update.yaml' };

function renamed(key: string): Omit<Violation, 'fault'> {
  return {
    change: { 'openapi.yaml#/webhooks/ORDER_UPDATE': undefined, [`openapi.yaml#/webhooks/${key}`]: entry },
    message: `Webhook key \`${key}\` is not an event type. Rename it to the event type in SCREAMING_SNAKE_CASE, such as \`ORDER_UPDATE\`.`,
    at: `key of openapi.yaml#/webhooks/${key}`,
  };
}

export const eventTypeKeyViolations: Violation[] = [
  { fault: 'a key in camel case', ...renamed('orderUpdate') },
  { fault: 'a key in kebab case', ...renamed('order-update') },
  { fault: 'a key with a dot', ...renamed('ORDER.UPDATE') },
  { fault: 'a key that begins with a digit', ...renamed('2_ORDER') },
  { fault: 'a key with two underscores in a row', ...renamed('ORDER__UPDATE') },
  { fault: 'a key that ends with an underscore', ...renamed('ORDER_') },
  { fault: 'an empty key', ...renamed('') },
];
