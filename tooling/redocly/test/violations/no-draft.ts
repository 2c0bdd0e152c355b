import type { Change } from '../change.ts';
import type { Violation } from '../violation.ts';

const message = 'This was drafted by a machine. Look at it, correct it, and remove the mark `x-draft`.';

function draft(location: string): { change: Change; message: string; at: string } {
  return { change: { [`${location}/x-draft`]: true }, message, at: `key of ${location}/x-draft` };
}

const examples = 'webhooks/order-update.yaml#/post/requestBody/content/application~1json/examples';

export const noDraftViolations: Violation[] = [
  { fault: 'a mark at the root', ...draft('openapi.yaml#') },
  { fault: 'a mark on a webhook', ...draft('webhooks/order-update.yaml#') },
  { fault: 'a mark on an operation', ...draft('webhooks/order-update.yaml#/post') },
  { fault: 'a mark on a schema in another file', ...draft('schemas/OrderUpdate.yaml#') },
  { fault: 'a mark on a property', ...draft('schemas/OrderUpdate.yaml#/properties/orderId') },
  { fault: 'a mark on an example', ...draft(`${examples}/done`) },
  {
    fault: 'a mark that names values of a list',
    change: { 'schemas/OrderStatus.yaml#/x-draft': ['ON_HOLD', 'LATE'] },
    message: 'Drafted by a machine: `ON_HOLD`, `LATE`. Say what it means, and remove the mark `x-draft`.',
    at: 'key of schemas/OrderStatus.yaml#/x-draft',
  },
  { fault: 'a mark within an example', ...draft(`${examples}/done/value`) },
  { fault: 'a mark within another extension', ...draft('schemas/OrderStatus.yaml#/x-enumDescriptions') },
  { fault: 'a mark beside a reference', ...draft('schemas/OrderUpdate.yaml#/properties/status') },
  {
    fault: 'a mark beside a reference that is a file of its own',
    change: {
      'schemas/State.yaml#': { $ref: 'OrderStatus.yaml', 'x-draft': true },
      'schemas/OrderUpdate.yaml#/properties/status/$ref': 'State.yaml',
    },
    message,
    at: 'key of schemas/State.yaml#/x-draft',
  },
];
