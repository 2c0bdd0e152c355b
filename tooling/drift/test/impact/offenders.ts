import type { Payloads } from './contracts.ts';

/** A change of the contract that rejects what was received before. */
export interface Offence {
  readonly kind: string;
  /** The schema of a property before and after the change; `undefined`: the contract does not have the property. */
  readonly before: object;
  readonly after: object;
  /** A value that both accept, and one that only the earlier contract accepts. */
  readonly innocent: unknown;
  readonly offending: unknown;
  /** What the report says: the rest of the pointer after the property, and the rule. */
  readonly below?: string;
  readonly rules: readonly string[];
}

const text = { type: 'string' };
const list = { type: 'array', items: text };

/** One offence for each kind of change. */
export const OFFENCES: readonly Offence[] = [
  {
    kind: 'another type',
    before: {},
    after: { type: 'integer' },
    innocent: 1,
    offending: 'one',
    rules: ['type integer'],
  },
  {
    kind: 'no longer nullable',
    before: { type: ['string', 'null'] },
    after: text,
    innocent: 'a',
    offending: null,
    rules: ['type string'],
  },
  {
    kind: 'a format',
    before: text,
    after: { type: 'string', format: 'date-time' },
    innocent: '2026-01-02T03:04:05Z',
    offending: 'tomorrow',
    rules: ['format date-time'],
  },
  {
    kind: 'a pattern',
    before: text,
    after: { type: 'string', pattern: '^[A-Z]{2}$' },
    innocent: 'DE',
    offending: 'Germany',
    rules: ['pattern ^[A-Z]{2}$'],
  },
  {
    kind: 'a longest text',
    before: text,
    after: { type: 'string', maxLength: 5 },
    innocent: 'short',
    offending: 'longer',
    rules: ['maxLength 5'],
  },
  {
    kind: 'a smallest number',
    before: { type: 'number' },
    after: { type: 'number', minimum: 0 },
    innocent: 0,
    offending: -1,
    rules: ['minimum 0'],
  },
  {
    kind: 'a smallest number that is excluded',
    before: { type: 'number' },
    after: { type: 'number', exclusiveMinimum: 0 },
    innocent: 1,
    offending: 0,
    rules: ['exclusiveMinimum 0'],
  },
  {
    kind: 'a multiple',
    before: { type: 'number' },
    after: { type: 'number', multipleOf: 5 },
    innocent: 10,
    offending: 7,
    rules: ['multipleOf'],
  },
  {
    kind: 'a closed enum',
    before: { type: 'string', enum: ['A'], 'x-extensible': true },
    after: { type: 'string', enum: ['A'], 'x-extensible': false },
    innocent: 'A',
    offending: 'C',
    rules: ['enum'],
  },
  {
    kind: 'a value less in a closed enum',
    before: { type: 'string', enum: ['A', 'B'], 'x-extensible': false },
    after: { type: 'string', enum: ['A'], 'x-extensible': false },
    innocent: 'A',
    offending: 'B',
    rules: ['enum'],
  },
  {
    kind: 'a constant',
    before: text,
    after: { const: 'A' },
    innocent: 'A',
    offending: 'B',
    rules: ['const'],
  },
  {
    kind: 'a longest list',
    before: list,
    after: { ...list, maxItems: 1 },
    innocent: ['a'],
    offending: ['a', 'b'],
    rules: ['maxItems 1'],
  },
  {
    kind: 'another type of the items, of which several are wrong',
    before: list,
    after: { type: 'array', items: { type: 'string', minLength: 2 } },
    innocent: ['aa'],
    offending: ['a', 'bb', 'c'],
    below: '/*',
    rules: ['minLength 2'],
  },
  {
    kind: 'unique items',
    before: list,
    after: { ...list, uniqueItems: true },
    innocent: ['a'],
    offending: ['a', 'a'],
    rules: ['uniqueItems'],
  },
  {
    kind: 'a required property inside',
    before: { type: 'object', properties: { inner: text } },
    after: { type: 'object', properties: { inner: text }, required: ['inner'] },
    innocent: { inner: 'a' },
    offending: {},
    below: '/inner',
    rules: ['required'],
  },
  {
    kind: 'no other properties',
    before: { type: 'object', properties: { inner: text } },
    after: { type: 'object', properties: { inner: text }, additionalProperties: false },
    innocent: { inner: 'a' },
    offending: { 'the name of a customer': 'a' },
    rules: ['additionalProperties'],
  },
  {
    kind: 'a property that requires another one',
    before: { type: 'object', properties: { inner: text, other: text } },
    after: {
      type: 'object',
      properties: { inner: text, other: text },
      dependentRequired: { inner: ['other'] },
    },
    innocent: { inner: 'a', other: 'b' },
    offending: { inner: 'a' },
    below: '/other',
    rules: ['dependentRequired'],
  },
  {
    kind: 'an alternative less',
    before: { oneOf: [text, { type: 'boolean' }] },
    after: { oneOf: [text] },
    innocent: 'a',
    offending: true,
    rules: ['type string', 'oneOf'],
  },
];

/** The event type whose payload has a property for each offence, and one that is required later. */
export const CHANGED = 'CHANGED_NOTIFICATION';
/** An event type that the later contract does not have. */
export const REMOVED = 'REMOVED_NOTIFICATION';

/** The contract before and after all changes. */
export const RELEASED: Payloads = payloads('before');
export const PRESENT: Payloads = payloads('after');

function payloads(side: 'before' | 'after'): Payloads {
  const properties = OFFENCES.map((offence, index) => [nameOf(index), offence[side]]);
  const changed = {
    type: 'object',
    properties: { id: text, needed: text, ...Object.fromEntries(properties) },
    required: side === 'before' ? ['id'] : ['id', 'needed'],
  };
  const unchanged = { type: 'object', properties: { id: text } };
  return { [CHANGED]: changed, ...(side === 'before' && { [REMOVED]: unchanged }) };
}

/** The property of an offence, by its index. */
export function nameOf(index: number): string {
  return `property${index}`;
}

/** A body that both contracts accept, with other values for some properties. `undefined` removes a property. */
export function bodyWith(changes: Readonly<Record<string, unknown>>, id = 'an-id'): string {
  const innocent = OFFENCES.map((offence, index) => [nameOf(index), offence.innocent]);
  return JSON.stringify({ id, needed: 'a', ...Object.fromEntries(innocent), ...changes });
}
