import type { Violation } from '../violation.ts';

const properties = 'schemas/OrderUpdate.yaml#/properties';

function property(name: string): string {
  return `Property \`${name}\` has no description. Say what it means.`;
}

function schema(name: string): string {
  return `Schema \`${name}\` has no description. Say what it means.`;
}

export const describedViolations: Violation[] = [
  {
    fault: 'a property without a description',
    change: { [`${properties}/orderId/description`]: undefined },
    message: property('orderId'),
    at: `key of ${properties}/orderId`,
  },
  {
    fault: 'a property with an empty description',
    change: { [`${properties}/orderId/description`]: '' },
    message: property('orderId'),
    at: `key of ${properties}/orderId`,
  },
  {
    fault: 'a property of a property without a description',
    change: { [`${properties}/orderId/properties`]: { part: { type: 'string' } } },
    message: property('part'),
    at: `key of ${properties}/orderId/properties/part`,
  },
  {
    fault: 'a property that any value fits',
    change: { [`${properties}/anything`]: true },
    message: property('anything'),
    at: `key of ${properties}/anything`,
  },
  {
    fault: 'a payload without a description',
    change: { 'schemas/OrderUpdate.yaml#/description': undefined },
    message: schema('OrderUpdate'),
    at: 'key of schemas/OrderUpdate.yaml#/',
  },
  {
    fault: 'a property that refers to a schema without a description',
    change: { 'schemas/OrderStatus.yaml#/description': undefined },
    message: schema('OrderStatus'),
    at: 'key of schemas/OrderStatus.yaml#/',
  },
  {
    fault: 'a component without a description',
    change: { 'openapi.yaml#/components/schemas': { Price: { type: 'number' } } },
    message: schema('Price'),
    at: 'key of openapi.yaml#/components/schemas/Price',
  },
  {
    fault: 'a component without a description that is referred to twice',
    change: {
      'openapi.yaml#/components/schemas': { Price: { type: 'number' } },
      [`${properties}/bid`]: { $ref: '../openapi.yaml#/components/schemas/Price' },
      [`${properties}/ask`]: { $ref: '../openapi.yaml#/components/schemas/Price' },
    },
    message: schema('Price'),
    at: 'key of openapi.yaml#/components/schemas/Price',
  },
];
