import type { Violation } from '../violation.ts';

const status = 'schemas/OrderStatus.yaml#';
const notExtensible =
  'Enum does not say whether its list of values may grow. Say so: `x-extensible: true` or `x-extensible: false`.';
const notDescribed = 'Enum value `DONE` is not described. Say in `x-enumDescriptions` what it means.';

export const enumDescriptionsViolations: Violation[] = [
  {
    fault: 'a value without a description',
    change: { [`${status}/x-enumDescriptions/DONE`]: undefined },
    message: notDescribed,
    at: `${status}/enum/1`,
  },
  {
    fault: 'a value with an empty description',
    change: { [`${status}/x-enumDescriptions/DONE`]: ' ' },
    message: notDescribed,
    at: `${status}/enum/1`,
  },
  {
    fault: 'no descriptions at all',
    change: { [`${status}/x-enumDescriptions`]: undefined, [`${status}/enum`]: ['DONE'] },
    message: notDescribed,
    at: `${status}/enum/0`,
  },
  {
    fault: 'a description of something else',
    change: { [`${status}/x-enumDescriptions/LOST`]: 'Its location is unknown.' },
    message:
      '`x-enumDescriptions` describes `LOST`, which is not a value of the enum. Remove it, or add the value.',
    at: `key of ${status}/x-enumDescriptions/LOST`,
  },
  {
    fault: 'an enum that does not say whether it may grow',
    change: { [`${status}/x-extensible`]: undefined },
    message: notExtensible,
    at: `key of ${status}/enum`,
  },
  {
    fault: 'an enum that says neither yes nor no',
    change: { [`${status}/x-extensible`]: 'maybe' },
    message: '`x-extensible` is `maybe`. Say `true` if the list of values may grow, else `false`.',
    at: `${status}/x-extensible`,
  },
  {
    fault: 'an enum of numbers without a description',
    change: { [`${status}/enum`]: [1], [`${status}/x-enumDescriptions`]: {} },
    message: 'Enum value `1` is not described. Say in `x-enumDescriptions` what it means.',
    at: `${status}/enum/0`,
  },
  {
    fault: 'an enum within a property',
    change: {
      'schemas/OrderUpdate.yaml#/properties/side': {
        description: 'Which way.',
        enum: ['BUY'],
        'x-enumDescriptions': { BUY: 'In.' },
      },
    },
    message: notExtensible,
    at: 'key of schemas/OrderUpdate.yaml#/properties/side/enum',
  },
  {
    fault: 'an enum beside a reference',
    change: {
      'schemas/OrderUpdate.yaml#/properties/status': {
        $ref: 'OrderStatus.yaml',
        enum: ['OPEN'],
        'x-enumDescriptions': { OPEN: 'Not executed yet.' },
      },
    },
    message: notExtensible,
    at: 'key of schemas/OrderUpdate.yaml#/properties/status/enum',
  },
];
