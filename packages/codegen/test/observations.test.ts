import { describe, expect, it } from 'vitest';
import { createInMemoryValidators } from '../src/index.ts';
import { contractOf } from './workbench.ts';

// Where a valid body can have what the contract does not know. Each schema is a payload; `unknown` lists the pointers.

interface Place {
  readonly where: string;
  readonly schema: object;
  readonly body: unknown;
  readonly unknown: readonly string[];
}

const Status = { type: 'string', enum: ['OPEN'], 'x-extensible': true };
const Fund = { type: 'object', properties: { status: { $ref: '#/components/schemas/Status' } } };
const Tree = {
  type: 'object',
  properties: {
    status: { $ref: '#/components/schemas/Status' },
    left: { $ref: '#/components/schemas/Tree' },
    children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
    byName: { type: 'object', additionalProperties: { $ref: '#/components/schemas/Tree' } },
  },
};
const fund = { $ref: '#/components/schemas/Fund' };
const tree = { $ref: '#/components/schemas/Tree' };

const PLACES: readonly Place[] = [
  {
    where: 'a schema that contains itself in a property, a list and a mapping',
    schema: tree,
    body: {
      left: { left: { x: 1 } },
      children: [{ children: [{ status: 'NEW' }] }],
      byName: { any: { x: 1 } },
    },
    unknown: ['/left/left/x', '/children/0/children/0/status', '/byName/any/x'],
  },
  {
    where: 'schemas that contain each other',
    schema: { type: 'object', properties: { tree, funds: { type: 'array', items: fund } } },
    body: { tree: { left: { x: 1 } }, funds: [{}, { status: 'NEW', y: 1 }], z: 1 },
    unknown: ['/tree/left/x', '/funds/1/status', '/funds/1/y', '/z'],
  },
  {
    where: 'the first items of a list',
    schema: { type: 'array', prefixItems: [fund, Status], items: { type: 'object', properties: { a: {} } } },
    body: [{ x: 1 }, 'NEW', { a: 1 }, { b: 1 }],
    unknown: ['/0/x', '/1', '/3/b'],
  },
  {
    where: 'the values of a mapping',
    schema: { type: 'object', properties: { a: {} }, additionalProperties: fund },
    body: { a: 1, any: { status: 'NEW', x: 1 } },
    unknown: ['/any/status', '/any/x'],
  },
  {
    where: 'properties whose names match no pattern, and the values of those that do',
    schema: { type: 'object', properties: { a: fund }, patternProperties: { '^x-': fund } },
    body: { a: { x: 1 }, 'x-1': { status: 'NEW' }, y: 1 },
    unknown: ['/a/x', '/x-1/status', '/y'],
  },
  {
    where: 'a property that a pattern describes too',
    schema: {
      type: 'object',
      properties: { ab: { type: 'object', properties: { c: {} } } },
      patternProperties: { '^a': { properties: { d: {} } }, b$: { properties: { e: {} } } },
    },
    body: { ab: { c: 1, d: 1, e: 1, f: 1 }, b: { e: 1, c: 1 } },
    unknown: ['/ab/f', '/b/c'],
  },
  {
    where: 'an object in which one property brings others',
    schema: {
      type: 'object',
      properties: { a: {} },
      dependentSchemas: { a: { properties: { b: {}, fund } } },
    },
    body: { a: 1, b: 1, fund: { x: 1 }, c: 1 },
    unknown: ['/fund/x', '/c'],
  },
  {
    where: 'properties that no other schema evaluates',
    schema: { type: 'object', properties: { a: {} }, unevaluatedProperties: fund },
    body: { a: 1, b: { status: 'NEW' } },
    unknown: ['/b/status'],
  },
  {
    where: 'a property that two schemas describe, each with fields of its own',
    schema: {
      allOf: [
        { type: 'object', properties: { fund } },
        { properties: { fund: { properties: { rating: { type: 'string' } } } } },
      ],
    },
    body: { fund: { status: 'OPEN', rating: 'AAA', x: 1 } },
    unknown: ['/fund/x'],
  },
  {
    where: 'a reference with properties beside it',
    schema: { ...tree, properties: { more: fund } },
    body: { left: { more: {} }, more: { x: 1 }, status: 'NEW', y: 1 },
    unknown: ['/left/more', '/more/x', '/status', '/y'],
  },
  {
    where: 'alternatives, of which one contains itself',
    schema: { oneOf: [tree, { type: 'null' }] },
    body: { left: { x: 1 } },
    unknown: ['/left/x'],
  },
  {
    where: 'alternatives that both match',
    schema: { anyOf: [fund, { type: 'object', properties: { rating: Status } }] },
    body: { status: 'NEW', rating: 'NEW', x: 1 },
    unknown: ['/status', '/rating', '/x'],
  },
  {
    where: 'the condition of a schema',
    schema: {
      type: 'object',
      if: { properties: { kind: { const: 'FUND' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { fund } },
    },
    body: { kind: 'FUND', fund: { x: 1 }, y: 1 },
    unknown: ['/fund/x', '/y'],
  },
  {
    where: 'items of which one has to match a schema',
    schema: {
      type: 'array',
      items: { type: 'object', properties: { a: {} } },
      contains: { properties: { b: { const: 1 } }, required: ['b'] },
    },
    body: [{ a: 1, b: 1 }, { c: 1 }],
    unknown: ['/1/c'],
  },
  {
    where: 'nothing, where a schema allows other properties explicitly',
    schema: { allOf: [fund, { type: 'object', additionalProperties: true }] },
    body: { status: 'OPEN', x: 1 },
    unknown: [],
  },
  {
    where: 'nothing, where an object has no properties in the contract',
    schema: { type: 'object' },
    body: { x: 1 },
    unknown: [],
  },
  {
    where: 'numbers and truth values of an open list, but not null',
    schema: {
      type: 'object',
      properties: {
        a: { type: 'integer', enum: [1], 'x-extensible': true },
        b: { type: ['boolean', 'null'], enum: [true], 'x-extensible': true },
        c: { type: ['boolean', 'null'], enum: [true], 'x-extensible': true },
      },
    },
    body: { a: 2, b: false, c: null },
    unknown: ['/a', '/b'],
  },
];

describe('a valid body is observed in', () => {
  it.each(PLACES)('$where', async ({ schema, body, unknown }) => {
    const contract = await contractOf({ A: schema }, { Status, Fund, Tree });
    const verdict = createInMemoryValidators(contract).validate('A', body);
    expect(verdict).toMatchObject({ valid: true });
    expect(verdict.valid && verdict.observations.map(({ pointer }) => pointer)).toEqual(unknown);
  });
});

it('observations are in the order of the body', async () => {
  const validators = createInMemoryValidators(await contractOf({ A: fund, B: tree }, { Status, Fund, Tree }));
  const observed = (eventType: string, body: unknown) => {
    const verdict = validators.validate(eventType, body);
    return verdict.valid && verdict.observations.map(({ pointer }) => pointer);
  };
  expect(observed('A', { x: 1, status: 'NEW', a: 1 })).toEqual(['/x', '/status', '/a']);
  const children = Array.from({ length: 12 }, () => ({ x: 1 }));
  expect(observed('B', { children })).toEqual(children.map((_, index) => `/children/${index}/x`));
});

it('a schema that applies itself to the same value is refused with the way to itself', async () => {
  const schemas = {
    A: { anyOf: [{ type: 'string' }, { $ref: '#/components/schemas/B' }] },
    B: { not: { $ref: '#/components/schemas/A' } },
  };
  const validators = createInMemoryValidators(
    await contractOf({ E: { $ref: '#/components/schemas/A' } }, schemas),
  );
  expect(() => validators.validate('E', 1)).toThrow(/applies itself to the same value: A → B → A;/);
});

describe('a multiple of a decimal number', () => {
  const cents = { type: 'object', properties: { a: { type: 'number', multipleOf: 0.01 } } };

  it('is each amount from 0.00 to 1000.00, and none between two of them', async () => {
    const validators = createInMemoryValidators(await contractOf({ A: cents }));
    const isValid = (a: number) => validators.validate('A', { a }).valid;
    const amounts = Array.from({ length: 100_001 }, (_, index) => Number((index / 100).toFixed(2)));
    expect(amounts.filter((amount) => !isValid(amount))).toEqual([]);
    expect(amounts.filter((_, index) => isValid(Number((index / 100 + 0.005).toFixed(3))))).toEqual([]);
  });

  it.each([
    [1e22, true],
    [1e-7, false],
    [1e300, true],
    [5e-324, false],
    [-19.99, true],
  ])('is validated for %d', async (a, valid) => {
    const validators = createInMemoryValidators(await contractOf({ A: cents }));
    expect(validators.validate('A', { a }).valid).toBe(valid);
  });
});
