import type { Violation } from '../violation.ts';

const status = 'schemas/OrderStatus.yaml#';
const at = `${status}/x-lifecycle`;

function stated(lifecycle: unknown): Violation['change'] {
  return { [at]: lifecycle };
}

export const lifecycleViolations: Violation[] = [
  {
    fault: 'a lifecycle of something without values',
    change: { 'schemas/ErrorMessage.yaml#/x-lifecycle': { initial: { OPEN: 'documented' } } },
    message: '`x-lifecycle` stands beside no `enum`. Move it to the schema that lists the values.',
    at: 'key of schemas/ErrorMessage.yaml#/x-lifecycle',
  },
  {
    fault: 'a lifecycle that is a list',
    change: stated(['OPEN', 'DONE']),
    message: 'Expected `x-lifecycle` with `initial`, `final` or `transitions`, found ["OPEN","DONE"].',
    at,
  },
  {
    fault: 'a part that does not exist',
    change: stated({ first: { OPEN: 'documented' } }),
    message: '`x-lifecycle` has no `first`: expected `initial`, `final` or `transitions`.',
    at: `key of ${at}/first`,
  },
  {
    fault: 'values without their certainty',
    change: stated({ initial: ['OPEN'] }),
    message: 'Expected in `initial` values with their certainty, such as `DONE: documented`.',
    at: `${at}/initial`,
  },
  {
    fault: 'a certainty that does not exist',
    change: stated({ final: { DONE: 'probably' } }),
    message: 'How certain is `DONE`? Expected `documented` or `inferred`, found "probably".',
    at: `${at}/final/DONE`,
  },
  {
    fault: 'an initial value that the enum does not have',
    change: stated({ initial: { NEW: 'inferred' } }),
    message: '`initial` names `NEW`, which is not a value of the enum. Remove it, or add the value.',
    at: `key of ${at}/initial/NEW`,
  },
  {
    fault: 'a transition from a value that the enum does not have',
    change: stated({ transitions: { NEW: { OPEN: 'inferred' } } }),
    message: '`transitions` names `NEW`, which is not a value of the enum. Remove it, or add the value.',
    at: `key of ${at}/transitions/NEW`,
  },
  {
    fault: 'a transition to a value that the enum does not have',
    change: stated({ transitions: { OPEN: { LOST: 'inferred' } } }),
    message: '`transitions` names `LOST`, which is not a value of the enum. Remove it, or add the value.',
    at: `key of ${at}/transitions/OPEN/LOST`,
  },
  {
    fault: 'a transition without its certainty',
    change: stated({ transitions: { OPEN: 'DONE' } }),
    message: 'Expected in `transitions/OPEN` values with their certainty, such as `DONE: documented`.',
    at: `${at}/transitions/OPEN`,
  },
  {
    fault: 'a final value with a way out',
    change: stated({ final: { DONE: 'documented' }, transitions: { DONE: { OPEN: 'inferred' } } }),
    message: '`DONE` is final and has a way out. Remove it from `final`, or its transitions.',
    at: `key of ${at}/transitions/DONE`,
  },
  {
    fault: 'a transition to the same value',
    change: stated({ transitions: { OPEN: { OPEN: 'inferred' } } }),
    message: '`OPEN` leads to itself. Remove it: a notification may repeat a value at any time.',
    at: `key of ${at}/transitions/OPEN/OPEN`,
  },
  {
    fault: 'a lifecycle beside a reference that names other values',
    change: {
      'schemas/OrderUpdate.yaml#/properties/status': {
        $ref: 'OrderStatus.yaml',
        enum: ['OPEN'],
        'x-extensible': true,
        'x-enumDescriptions': { OPEN: 'Not executed yet.' },
        'x-lifecycle': { final: { DONE: 'documented' } },
      },
    },
    message: '`final` names `DONE`, which is not a value of the enum. Remove it, or add the value.',
    at: 'key of schemas/OrderUpdate.yaml#/properties/status/x-lifecycle/final/DONE',
  },
];
