import { describe, expect, it } from 'vitest';
import type { Contract, Schema } from '../src/contract/document.ts';
import { type Field, fieldsOf } from '../src/contract/fields.ts';
import { fieldsTable } from '../src/webhook/fields-table.ts';

// What a schema may contain, in the table of fields: also what no webhook of the contract has yet.

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Basket: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      baskets: { type: 'array', items: { $ref: '#/components/schemas/Basket' } },
    },
  },
  Kind: { type: 'string', enum: ['A', 'B'], 'x-extensible': true, 'x-enumDescriptions': { A: 'The first.' } },
};
const contract: Contract = {
  info: { title: '', version: '1.0.0' },
  webhooks: {},
  components: { schemas: SCHEMAS },
};
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

function fields(
  properties: Readonly<Record<string, Schema>>,
  more: Extract<Schema, object> = {},
): readonly Field[] {
  return fieldsOf(contract, { type: 'object', properties, ...more });
}
const only = (property: Schema): Field | undefined => fields({ it: property })[0];

describe('the type of', () => {
  it.each<[string, Schema, Partial<Field>]>([
    ['a text', { type: 'string' }, { type: 'string', isNullable: false }],
    ['a text with a format', { type: 'string', format: 'uuid' }, { type: 'string (uuid)' }],
    ['a nullable text', { type: ['string', 'null'] }, { type: 'string', isNullable: true }],
    ['text or number', { type: ['string', 'number'] }, { type: 'string or number' }],
    [
      'null among alternatives',
      { oneOf: [{ type: 'null' }, { type: 'object' }] },
      { type: 'one of', isNullable: true },
    ],
    [
      'a list',
      { type: 'array', items: { type: 'string', format: 'uuid' } },
      { type: 'list of strings (uuid)' },
    ],
    [
      'a list of lists',
      { type: 'array', items: { type: 'array', items: { type: 'number' } } },
      { type: 'list of lists of numbers' },
    ],
    ['an object without a type', { properties: { a: true } }, { type: 'object' }],
    ['anything', true, { type: 'any' }],
    [
      'a constant',
      { const: 'limit' },
      { type: 'any', values: [{ value: 'limit', meaning: '' }], mayGrow: false },
    ],
    ['an enum by reference', ref('Kind'), { type: 'string', component: 'Kind', mayGrow: true }],
    [
      'a list of values',
      { type: 'array', items: ref('Kind') },
      { type: 'list of strings', component: 'Kind', mayGrow: true },
    ],
    ['a reference that leads nowhere', ref('NoSuch'), { type: 'any' }],
    [
      'limits',
      { type: 'string', minLength: 1, maxLength: 9 },
      { limits: ['at least 1 characters', 'at most 9 characters'] },
    ],
  ])('%s', (_what, schema, expected) => {
    expect(only(schema)).toMatchObject(expected);
  });
});

describe('the fields of', () => {
  const paths = (properties: Readonly<Record<string, Schema>>, more?: Extract<Schema, object>): string[] =>
    fields(properties, more).map(({ path }) => path);

  it.each<[string, string[], string[]]>([
    ['an object', paths({ a: { type: 'object', properties: { b: true } } }), ['a', 'a.b']],
    [
      'objects in a list',
      paths({ a: { type: 'array', items: { properties: { b: true } } } }),
      ['a', 'a[].b'],
    ],
    [
      'a described item',
      paths({ a: { type: 'array', items: { type: 'string', description: 'One.' } } }),
      ['a', 'a[]'],
    ],
    [
      'a list of fixed places',
      paths({ a: { prefixItems: [{ type: 'string' }, { type: 'number' }] } }),
      ['a', 'a.0', 'a.1'],
    ],
    ['a map', paths({ a: { additionalProperties: { type: 'number' } } }), ['a', 'a.*']],
    ['names by a pattern', paths({}, { patternProperties: { '^x-': { type: 'string' } } }), ['/^x-/']],
    ['parts', paths({ a: true }, { allOf: [{ properties: { b: true } }] }), ['a', 'b']],
    [
      'alternatives',
      paths({ a: { oneOf: [{ properties: { b: true } }, { properties: { c: true } }] } }),
      ['a', 'a.variant 1', 'a.variant 1.b', 'a.variant 2', 'a.variant 2.c'],
    ],
    [
      'a schema that contains itself',
      paths({ a: ref('Basket') }),
      ['a', 'a.name', 'a.baskets', 'a.baskets[]'],
    ],
  ])('%s', (_what, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('a schema that contains itself are described once, and named where they come again', () => {
    expect(fields({ a: ref('Basket') }).at(-1)).toMatchObject({ path: 'a.baskets[]', sameAs: 'a' });
    expect(fieldsOf(contract, ref('Basket')).at(-1)).toMatchObject({ path: 'baskets[]', sameAs: '' });
  });
});

it('each field and each value has an address of its own, whatever its name', () => {
  const names = ['a b', 'a-b', 'a.b', 'a', 'é', '<i>', 'a"b', 'toString', '__proto__x'];
  const properties = Object.fromEntries(names.map((name) => [name, { enum: ['x y', 'x-y', ''] }]));
  const { text } = fieldsTable(fields(properties), () => undefined);
  const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(names.length * 4);
  expect(text).not.toContain('<i>');
});
