import type { Violation } from '../violation.ts';

const post = 'webhooks/order-update.yaml#/post';
const body = `${post}/requestBody`;

const optional =
  'Request body of webhook `ORDER_UPDATE` is optional. Say `required: true`: nothing else carries the event.';
const noSchema =
  'Request body of webhook `ORDER_UPDATE` has no schema. Give it `application/json` with the schema of the payload.';

/** What the rule `webhook-operation` says about the request body. */
export const webhookBodyViolations: Violation[] = [
  {
    fault: 'no request body',
    change: { [body]: undefined },
    message: noSchema,
    at: `key of ${post}`,
  },
  {
    fault: 'a request body that does not say that it is required',
    change: { [`${body}/required`]: undefined },
    message: optional,
    at: `key of ${body}`,
  },
  {
    fault: 'an optional request body',
    change: { [`${body}/required`]: false },
    message: optional,
    at: `key of ${body}/required`,
  },
  {
    fault: 'a request body without content',
    change: { [`${body}/content`]: undefined },
    message: noSchema,
    at: `key of ${body}`,
  },
  {
    fault: 'a request body that is not JSON',
    change: { [`${body}/content`]: {} },
    message: noSchema,
    at: `key of ${body}/content`,
  },
  {
    fault: 'a request body without a schema',
    change: { [`${body}/content/application~1json/schema`]: undefined },
    message: noSchema,
    at: `key of ${body}/content/application~1json`,
  },
  {
    fault: 'a second media type',
    change: { [`${body}/content/application~1xml`]: {} },
    message:
      'Request body of webhook `ORDER_UPDATE` may be `application/xml`. The receiver takes JSON only: remove it.',
    at: `key of ${body}/content/application~1xml`,
  },
];
