import { describe, expect, it } from 'vitest';
import { generateTypes } from '../src/index.ts';
import type { Validation } from '../src/validators/runtime/validation.ts';
import { contractOf, load, type Payloads, temporaryFolder, writeAll } from './workbench.ts';

type Validate = (eventType: string, body: unknown) => Validation<unknown>;

async function validators(payloads: Payloads, schemas: object = {}): Promise<Validate> {
  const folder = await temporaryFolder();
  const { files } = await generateTypes(await contractOf(payloads, schemas));
  await writeAll(folder, files);
  return (await load<{ validate: Validate }>(folder, 'validators/index.js')).validate;
}

const Status = { type: 'string', enum: ['OPEN', 'CLOSED'], 'x-extensible': true };
const Fund = {
  type: 'object',
  required: ['fundId', 'status'],
  properties: {
    fundId: { type: 'string', format: 'uuid' },
    status: { $ref: '#/components/schemas/Status' },
    closedOn: { type: 'string', format: 'date-time' },
    price: { type: 'number', format: 'currency' },
    kind: { type: 'string', enum: ['A', 'B'], 'x-extensible': false },
    owners: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
    'a/b~c': { type: 'integer' },
  },
};
const fund = { fundId: '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11', status: 'OPEN' };

describe('a generated validator', () => {
  it('accepts what the contract has, without observations', async () => {
    const validate = await validators({ FUND: Fund }, { Status });
    expect(validate('FUND', fund)).toEqual({ valid: true, payload: fund, observations: [] });
  });

  it.each([
    ['a missing property', { status: 'OPEN' }, '/fundId', 'required', 'fundId'],
    ['a wrong type', { ...fund, status: 3 }, '/status', 'type', 'string'],
    ['an invalid UUID', { ...fund, fundId: '7f0d9a52' }, '/fundId', 'format', 'uuid'],
    ['a UUID as a URN', { ...fund, fundId: `urn:uuid:${fund.fundId}` }, '/fundId', 'format', 'uuid'],
    [
      'a day that does not exist',
      { ...fund, closedOn: '2025-02-30T10:00:00Z' },
      '/closedOn',
      'format',
      'date-time',
    ],
    [
      'a time without an offset',
      { ...fund, closedOn: '2025-02-03T10:00:00' },
      '/closedOn',
      'format',
      'date-time',
    ],
    ['a price as text', { ...fund, price: '102.35' }, '/price', 'type', 'number'],
    ['a new value of a closed enum', { ...fund, kind: 'C' }, '/kind', 'enum', undefined],
    ['a wrong type deep inside', { ...fund, owners: [{}, { name: 1 }] }, '/owners/1/name', 'type', 'string'],
    ['a name that needs escaping', { ...fund, 'a/b~c': 'x' }, '/a~1b~0c', 'type', 'integer'],
    ['an array in place of an object', [], '', 'type', 'object'],
    ['null', null, '', 'type', 'object'],
  ])('rejects %s with its pointer', async (_what, body, pointer, code, parameter) => {
    const validate = await validators({ FUND: Fund }, { Status });
    const verdict = validate('FUND', body);
    expect(verdict).toMatchObject({ valid: false, violations: [{ pointer, code }] });
    expect(!verdict.valid && verdict.violations[0]?.parameter).toBe(parameter);
  });

  it.each(['2025-11-19T14:06:35Z', '2025-11-19T14:06:35.008247Z', '2025-11-19T14:06:35.104169414+02:00'])(
    'accepts the date-time %s: any fraction, any offset',
    async (closedOn) => {
      const validate = await validators({ FUND: Fund }, { Status });
      expect(validate('FUND', { ...fund, closedOn })).toMatchObject({ valid: true });
    },
  );

  it.each([
    ['date-time', '2025-11-19T14:06:35+01', 'must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z'],
    ['date-time', '2025-11-19 14:06:35Z', 'must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z'],
    ['time', '14:06:35+01', 'must be an RFC 3339 time such as 03:04:05Z'],
    ['date', '2025-02-29', 'must be an RFC 3339 date such as 2026-01-02'],
  ])('rejects the %s %s, with an example of the format', async (format, value, message) => {
    const properties = { value: { type: 'string', format }, email: { type: 'string', format: 'email' } };
    const validate = await validators({ FUND: { type: 'object', properties } });
    expect(validate('FUND', { value, email: 'no address' })).toMatchObject({
      violations: [
        { pointer: '/value', code: 'format', parameter: format, message },
        { pointer: '/email', code: 'format', parameter: 'email' },
      ],
    });
  });

  it('checks formats that are functions, ours and those of ajv-formats', async () => {
    const formats = ['date', 'time', 'date-time', 'uri', 'regex', 'int32', 'iso-date-time'];
    const properties = Object.fromEntries(formats.map((format) => [format, { format }]));
    const validate = await validators({ FUND: { type: 'object', properties } });
    const right = {
      date: '2024-02-29',
      time: '03:04:05Z',
      'date-time': '2024-02-29T03:04:05Z',
      uri: 'https://example.com',
      regex: '^a$',
      int32: 1,
      'iso-date-time': '2024-02-29 03:04:05',
    };
    expect(validate('FUND', right)).toMatchObject({ valid: true });
    const wrong = {
      date: 'x',
      time: 'x',
      'date-time': 'x',
      uri: 'x',
      regex: '(',
      int32: 1.5,
      'iso-date-time': 'x',
    };
    const verdict = validate('FUND', wrong);
    expect(!verdict.valid && verdict.violations.map(({ parameter }) => parameter).sort()).toEqual(
      formats.sort(),
    );
  });

  it('reports all violations, not only the first', async () => {
    const validate = await validators({ FUND: Fund }, { Status });
    const verdict = validate('FUND', { fundId: 1, price: 'x' });
    expect(!verdict.valid && verdict.violations.map(({ pointer }) => pointer).sort()).toEqual([
      '/fundId',
      '/price',
      '/status',
    ]);
  });

  it('accepts and observes new values of extensible enums and new properties', async () => {
    const validate = await validators({ FUND: Fund }, { Status });
    const body = { ...fund, status: 'FROZEN', rating: 'AAA', owners: [{ name: 'x', age: 3 }] };
    expect(validate('FUND', body)).toEqual({
      valid: true,
      payload: body,
      observations: [
        { pointer: '/status', kind: 'unknown-value', value: 'FROZEN' },
        { pointer: '/rating', kind: 'unknown-property' },
        { pointer: '/owners/0/age', kind: 'unknown-property' },
      ],
    });
  });

  it('does not confuse properties with those that every JavaScript object inherits', async () => {
    const validate = await validators({ FUND: Fund }, { Status });
    const body = JSON.parse(`{"fundId":"${fund.fundId}","status":"OPEN","__proto__":{},"constructor":1}`);
    expect(validate('FUND', body)).toMatchObject({
      observations: [{ pointer: '/__proto__' }, { pointer: '/constructor' }],
    });
  });

  it('makes at most 32 observations of one body', async () => {
    const validate = await validators({ FUND: Fund }, { Status });
    const strange = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`p${n}`, n]));
    const verdict = validate('FUND', { ...fund, ...strange });
    expect(verdict.valid && verdict.observations.length).toBe(32);
  });
});

it('a short schema that several payloads use can use a long one', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `property${index}`);
  const Long = {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string', maxLength: 3 }])),
  };
  const Short = { type: 'array', items: { $ref: '#/components/schemas/Long' } };
  const payload = { $ref: '#/components/schemas/Short' };
  const validate = await validators({ A: payload, B: payload }, { Short, Long });
  expect(validate('A', [{ property1: 'text' }])).toMatchObject({ violations: [{ pointer: '/0/property1' }] });
  expect(validate('B', [{ property1: 'abc' }])).toMatchObject({ valid: true, observations: [] });
});

describe('the known fields', () => {
  it.each([
    ['allOf', { allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { b: { type: 'string' } } }] }],
    ['anyOf', { anyOf: [{ $ref: '#/components/schemas/Base' }, { properties: { b: { type: 'string' } } }] }],
    [
      'oneOf',
      {
        oneOf: [
          { required: ['x'], ...Base() },
          { not: { required: ['x'] }, properties: { a: {}, b: {} } },
        ],
      },
    ],
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    ['if and then', { properties: { a: {} }, if: { required: ['a'] }, then: { properties: { b: {} } } }],
  ])('include the properties of every branch of %s', async (_keyword, schema) => {
    const validate = await validators({ FUND: { type: 'object', ...schema } }, { Base: Base() });
    expect(validate('FUND', { a: '1', b: '2', c: '3' })).toMatchObject({
      valid: true,
      observations: [{ pointer: '/c', kind: 'unknown-property' }],
    });
  });

  it('include the values of all branches, or none if a branch accepts any string', async () => {
    const more = { type: 'string', enum: ['FROZEN'], 'x-extensible': true };
    const closed = { type: 'object', properties: { s: { oneOf: [Status, { type: 'null' }] } } };
    const wider = { type: 'object', properties: { s: { anyOf: [Status, more] } } };
    const free = { type: 'object', properties: { s: { anyOf: [Status, { type: 'string' }] } } };
    const validate = await validators({ CLOSED: closed, WIDER: wider, FREE: free });
    expect(validate('CLOSED', { s: null })).toMatchObject({ observations: [] });
    expect(validate('CLOSED', { s: 'NEW' })).toMatchObject({ observations: [{ value: 'NEW' }] });
    expect(validate('WIDER', { s: 'FROZEN' })).toMatchObject({ observations: [] });
    expect(validate('WIDER', { s: 'NEW' })).toMatchObject({ observations: [{ value: 'NEW' }] });
    expect(validate('FREE', { s: 'NEW' })).toMatchObject({ observations: [] });
  });

  it.each([
    ['additionalProperties', { additionalProperties: true }],
    ['additionalProperties with a schema', { additionalProperties: { type: 'string' } }],
    ['patternProperties', { patternProperties: { '^x': { type: 'string' } } }],
  ])('are open where the schema allows other properties by %s', async (_keyword, schema) => {
    const validate = await validators({ FUND: { type: 'object', properties: { a: {} }, ...schema } });
    expect(validate('FUND', { a: 1, xNew: 'text' })).toMatchObject({ valid: true, observations: [] });
  });

  it('of a schema inside itself are those around it', async () => {
    const Tree = {
      type: 'object',
      properties: {
        status: Status,
        trees: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
        twin: { anyOf: [{ $ref: '#/components/schemas/Tree' }, { type: 'null' }] },
      },
    };
    const payload = { type: 'object', properties: { tree: { $ref: '#/components/schemas/Tree' } } };
    const validate = await validators({ FUND: payload }, { Tree });
    const known = { status: 'OPEN', trees: [{ trees: [{ status: 'OPEN' }] }], twin: null };
    expect(validate('FUND', { tree: known })).toMatchObject({ valid: true, observations: [] });
    const unknown = { trees: [{ trees: [{ status: 'NEW' }, { a: 1 }], twin: { twin: { b: 1 } } }] };
    expect(validate('FUND', { tree: unknown })).toMatchObject({
      observations: [
        { pointer: '/tree/trees/0/trees/0/status', kind: 'unknown-value', value: 'NEW' },
        { pointer: '/tree/trees/0/trees/1/a', kind: 'unknown-property' },
        { pointer: '/tree/trees/0/twin/twin/b', kind: 'unknown-property' },
      ],
    });
  });

  it('make nothing of a schema inside itself that is more than itself unknown', async () => {
    const Node = {
      type: 'object',
      properties: {
        next: {
          allOf: [{ $ref: '#/components/schemas/Node' }, { properties: { more: { type: 'string' } } }],
        },
      },
    };
    const validate = await validators({ FUND: { $ref: '#/components/schemas/Node' } }, { Node });
    expect(validate('FUND', { next: { more: 'text', next: {} } })).toMatchObject({ observations: [] });
  });

  it('are found beside what is wrong inside a schema that contains itself', async () => {
    const Node = {
      type: 'object',
      properties: { status: Status, next: { $ref: '#/components/schemas/Node' } },
    };
    const validate = await validators({ FUND: { $ref: '#/components/schemas/Node' } }, { Node });
    expect(validate('FUND', { status: 'OPEN', next: { status: 3 } })).toMatchObject({
      violations: [{ pointer: '/next/status' }],
    });
    expect(validate('FUND', { status: 'NEW', next: { next: { status: 'OPEN' } } })).toMatchObject({
      observations: [{ pointer: '/status', value: 'NEW' }],
    });
  });
});

describe('a schema that is written out in three places', () => {
  it.each([
    ['a constant', { const: 'A' }],
    ['an enum without a type', { enum: ['A', 1] }],
    ['an open enum without a type', { enum: ['A'], 'x-extensible': true }],
    ['a limit', { maxLength: 1 }],
    ['anything', {}],
  ])('validates with %s', async (_, schema) => {
    const validate = await validators({ FUND: { properties: { a: schema, b: schema, c: schema } } });
    expect(validate('FUND', { a: 'A', b: 'A', c: 'A' })).toMatchObject({ valid: true, observations: [] });
  });
});

function Base() {
  return { type: 'object', properties: { a: { type: 'string' } } };
}
