import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createInMemoryValidators, readContract } from '../src/index.ts';
import { documentOf, temporaryFolder, writeAll } from './workbench.ts';

// References that a bundler of files does not know: by `$id`, by anchor, and dynamic ones; and names of files as in URIs.

interface Source {
  readonly what: string;
  readonly payload: object;
  readonly schemas?: object;
  /** Other files, by their paths. */
  readonly files?: Readonly<Record<string, object>>;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

const ref = ($ref: string) => ({ $ref });
const properties = (members: object) => ({ type: 'object', properties: members });
const integer = { type: 'integer' };
const text = { type: 'string' };
const list = {
  $id: 'https://example.test/list',
  type: 'array',
  items: { $dynamicRef: '#item' },
  $defs: { item: { $dynamicAnchor: 'item', not: {} } },
};
const listOf = (name: string, item: object) => ({
  $id: `https://example.test/${name}`,
  $ref: 'list',
  $defs: { item: { $dynamicAnchor: 'item', ...item } },
});

const SOURCES: readonly Source[] = [
  {
    what: 'relative to the `$id` of the schema around it',
    payload: ref('#/components/schemas/Order'),
    schemas: {
      Order: {
        $id: 'https://example.test/order',
        ...properties({ a: ref('item'), b: ref('#/$defs/name') }),
        $defs: { name: text },
      },
      Item: { $id: 'https://example.test/item', ...integer },
    },
    valid: [{ a: 1, b: 'x' }],
    invalid: [{ a: 'x' }, { b: 1 }],
  },
  {
    what: 'by URN',
    payload: ref('#/components/schemas/Order'),
    schemas: {
      Order: { $id: 'urn:example:order', ...properties({ a: ref('urn:example:item') }) },
      Item: { $id: 'urn:example:item', ...integer },
    },
    valid: [{ a: 1 }],
    invalid: [{ a: 'x' }],
  },
  {
    what: 'to the same anchor in two schemas with an `$id`',
    payload: properties({ a: ref('https://example.test/a#x'), b: ref('https://example.test/b#x') }),
    schemas: {
      A: { $id: 'https://example.test/a', $defs: { x: { $anchor: 'x', ...integer } } },
      B: { $id: 'https://example.test/b', $defs: { x: { $anchor: 'x', ...text } } },
    },
    valid: [{ a: 1, b: 'x' }],
    invalid: [{ a: 'x' }, { b: 1 }],
  },
  {
    what: 'from the whole document, though below an `$id`',
    payload: ref('#/components/schemas/Order'),
    schemas: {
      Order: { $id: 'https://example.test/order', ...properties({ a: ref('#/components/schemas/Item') }) },
      Item: integer,
    },
    valid: [{ a: 1 }],
    invalid: [{ a: 'x' }],
  },
  {
    what: 'to generic lists of two kinds',
    payload: properties({
      numbers: ref('#/components/schemas/Numbers'),
      texts: ref('#/components/schemas/Texts'),
    }),
    schemas: { List: list, Numbers: listOf('numbers', integer), Texts: listOf('texts', text) },
    valid: [{ numbers: [1], texts: ['x'] }],
    invalid: [{ numbers: ['x'] }, { texts: [1] }],
  },
  {
    what: 'to a generic schema within a schema that contains itself',
    payload: ref('#/components/schemas/Closed'),
    schemas: {
      Tree: {
        $id: 'https://example.test/tree',
        $dynamicAnchor: 'node',
        ...properties({ a: integer, kids: { items: { $dynamicRef: '#node' } } }),
      },
      Closed: {
        $id: 'https://example.test/closed',
        $dynamicAnchor: 'node',
        $ref: 'tree',
        unevaluatedProperties: false,
      },
    },
    valid: [{ a: 1, kids: [{ a: 1 }] }],
    invalid: [{ b: 1 }, { kids: [{ b: 1 }] }, { kids: [{ kids: [{ b: 1 }] }] }],
  },
  {
    what: 'of a file to the files beside it, by their identifiers',
    payload: ref('schemas/order.json'),
    files: {
      'schemas/order.json': {
        $id: 'https://example.test/schemas/order.json',
        ...properties({
          a: ref('item.json'),
          b: ref('https://example.test/schemas/item.json'),
          c: ref('/schemas/item.json'),
          d: ref('part#name'),
        }),
        $defs: { part: { $id: 'part', $defs: { name: { $anchor: 'name', ...text } } } },
      },
      'schemas/item.json': { $id: 'https://example.test/schemas/item.json', ...integer },
    },
    valid: [{ a: 1, b: 1, c: 1, d: 'x' }],
    invalid: [{ a: 'x' }, { b: 'x' }, { c: 'x' }, { d: 1 }],
  },
  {
    what: 'to files whose names have a space, encoded or not',
    payload: properties({ a: ref('my%20item.yaml'), b: ref('my item.yaml') }),
    files: { 'my item.yaml': integer },
    valid: [{ a: 1, b: 1 }],
    invalid: [{ a: 'x' }, { b: 'x' }],
  },
  {
    what: 'to files of one name that have the same text and other neighbours',
    payload: properties({ a: ref('a/Order.yaml'), b: ref('b/Order.yaml') }),
    files: {
      'a/Order.yaml': properties({ a: ref('Item.yaml') }),
      'a/Item.yaml': integer,
      'b/Order.yaml': properties({ a: ref('Item.yaml') }),
      'b/Item.yaml': text,
    },
    valid: [{ a: { a: 1 }, b: { a: 'x' } }],
    invalid: [{ a: { a: 'x' } }, { b: { a: 1 } }],
  },
  {
    what: 'with a percent sign that encodes nothing, and to odd names',
    payload: properties({
      a: ref('#/components/schemas/per%cent'),
      b: ref('#/components/schemas/__proto__'),
    }),
    schemas: Object.fromEntries([
      ['per%cent', integer],
      ['__proto__', text],
    ]),
    valid: [{ a: 1, b: 'x' }],
    invalid: [{ a: 'x' }, { b: 1 }],
  },
  {
    what: 'to names that begin with digits, and that differ in their case only',
    payload: properties({ a: ref('#/components/schemas/2fa'), b: ref('#/components/schemas/2FA') }),
    schemas: {
      '2fa': { pattern: '^a', items: properties({ a: { items: properties({ a: integer }) } }) },
      '2FA': { enum: Array.from({ length: 20 }, (_, n) => n) },
    },
    valid: [{ a: 'a', b: 19 }],
    invalid: [{ a: 'b' }, { b: 20 }, { a: [{ a: [{ a: 'x' }] }] }],
  },
];

describe('a reference', () => {
  it.each(SOURCES)('$what', async ({ payload, schemas, files = {}, valid, invalid }) => {
    const folder = await temporaryFolder();
    await writeAll(folder, [
      { path: 'openapi.yaml', content: stringify(documentOf({ A: payload }, schemas)) },
      ...Object.entries(files).map(([path, content]) => ({ path, content: stringify(content) })),
    ]);
    const contract = await readContract(join(folder, 'openapi.yaml'));
    expect(contract.warnings).toEqual([]);
    const { validate } = createInMemoryValidators(contract);
    for (const body of valid)
      expect(validate('A', body), JSON.stringify(body)).toMatchObject({ valid: true });
    for (const body of invalid)
      expect(validate('A', body), JSON.stringify(body)).toMatchObject({ valid: false });
  });
});
