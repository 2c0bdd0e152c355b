import type { Violation } from '../violation.ts';

const post = 'webhooks/order-update.yaml#/post';
const payload = 'schemas/OrderUpdate.yaml#';

const notString =
  '`x-subject` of webhook `ORDER_UPDATE` names `orderId`, which is not of type string. Name a property that identifies the subject as a string.';
const notDateTime =
  "`x-occurred-at` of webhook `ORDER_UPDATE` names `modifiedOn`, which is not of type string with format date-time. Name the property with the platform's clock.";

export const webhookSubjectAndClockViolations: Violation[] = [
  {
    fault: 'a subject that is not in the payload',
    change: { [`${post}/x-subject`]: 'orderID' },
    message:
      '`x-subject` of webhook `ORDER_UPDATE` names `orderID`, which the payload does not have. Name one of its properties: `orderId`, `modifiedOn`, `status`.',
    at: `${post}/x-subject`,
  },
  {
    fault: 'a subject that is not a name',
    change: { [`${post}/x-subject`]: true },
    message:
      '`x-subject` of webhook `ORDER_UPDATE` names `true`, which the payload does not have. Name one of its properties: `orderId`, `modifiedOn`, `status`.',
    at: `${post}/x-subject`,
  },
  {
    fault: 'a subject of a payload without properties',
    change: { [`${payload}/properties`]: undefined, [`${post}/x-occurred-at`]: undefined },
    message:
      '`x-subject` of webhook `ORDER_UPDATE` names `orderId`, which the payload does not have. Name one of its properties: none.',
    at: `${post}/x-subject`,
  },
  {
    fault: 'a subject that is a number',
    change: { [`${payload}/properties/orderId/type`]: 'integer' },
    message: notString,
    at: `${post}/x-subject`,
  },
  {
    fault: 'a subject that may be null',
    change: { [`${payload}/properties/orderId/type`]: ['string', 'null'] },
    message: notString,
    at: `${post}/x-subject`,
  },
  {
    fault: 'a subject that is not required',
    change: { [`${payload}/required`]: ['status'] },
    message:
      '`x-subject` of webhook `ORDER_UPDATE` names `orderId`, which is not required. Require it, or leave out `x-subject`.',
    at: `${post}/x-subject`,
  },
  {
    fault: 'a subject of a payload that requires nothing',
    change: { [`${payload}/required`]: undefined },
    message:
      '`x-subject` of webhook `ORDER_UPDATE` names `orderId`, which is not required. Require it, or leave out `x-subject`.',
    at: `${post}/x-subject`,
  },
  {
    fault: 'a clock that is not in the payload',
    change: { [`${post}/x-occurred-at`]: 'createdOn' },
    message:
      '`x-occurred-at` of webhook `ORDER_UPDATE` names `createdOn`, which the payload does not have. Name one of its properties: `orderId`, `modifiedOn`, `status`.',
    at: `${post}/x-occurred-at`,
  },
  {
    fault: 'a clock without a format',
    change: { [`${payload}/properties/modifiedOn/format`]: undefined },
    message: notDateTime,
    at: `${post}/x-occurred-at`,
  },
  {
    fault: 'a clock that shows the date only',
    change: { [`${payload}/properties/modifiedOn/format`]: 'date' },
    message: notDateTime,
    at: `${post}/x-occurred-at`,
  },
  {
    fault: 'a clock that is a number',
    change: { [`${payload}/properties/modifiedOn/type`]: 'integer' },
    message: notDateTime,
    at: `${post}/x-occurred-at`,
  },
];
