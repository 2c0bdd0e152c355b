import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { generateTypes, readContract } from '../src/index.ts';
import { documentOf, load, type Payloads, temporaryFolder, writeAll } from './workbench.ts';

// Constructs of JSON Schema that other platforms use. Each is a small document: what is valid, and what is not.

interface Construct {
  readonly what: string;
  /** The payload of the event type A. */
  readonly schema: object | boolean;
  readonly schemas?: object;
  /** More of the document. */
  readonly document?: object;
  readonly payloads?: Payloads;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

const property = (schema: object) => ({ type: 'object', properties: { a: schema } });
const country = (n: number) => `C${n}`;

const CONSTRUCTS: readonly Construct[] = [
  {
    what: 'a list of many values',
    schema: property({ enum: Array.from({ length: 250 }, (_, n) => country(n)) }),
    valid: [{ a: country(0) }, { a: country(249) }],
    invalid: [{ a: country(250) }],
  },
  {
    what: 'a constant that is an object',
    schema: property({ const: { b: [1] } }),
    valid: [{ a: { b: [1] } }],
    invalid: [{ a: { b: [2] } }, { a: {} }],
  },
  {
    what: 'values that are objects',
    schema: property({ enum: [{ b: 1 }, null] }),
    valid: [{ a: { b: 1 } }, { a: null }],
    invalid: [{ a: { b: 2 } }],
  },
  {
    what: 'a list of different objects',
    schema: property({ type: 'array', uniqueItems: true, items: { type: 'object' } }),
    valid: [{ a: [{ b: 1 }, { b: 2 }] }],
    invalid: [{ a: [{ b: 1 }, { b: 1 }] }],
  },
  {
    what: 'a list of no values',
    schema: property({ type: 'string', enum: [] }),
    valid: [{}],
    invalid: [{ a: 'b' }],
  },
  {
    what: 'an open list of numbers below zero',
    schema: property({ type: 'integer', enum: [-1, 2], 'x-extensible': true }),
    valid: [{ a: -1 }, { a: 3 }],
    invalid: [{ a: '1' }],
  },
  {
    what: 'an open list of true and false',
    schema: property({ type: 'boolean', enum: [true], 'x-extensible': true }),
    valid: [{ a: true }, { a: false }],
    invalid: [{ a: 'true' }],
  },
  {
    what: 'a reference with restrictions beside it',
    schema: { $ref: '#/components/schemas/O', required: ['x'], properties: { x: { type: 'string' } } },
    schemas: { O: { type: 'object', required: ['y'] } },
    valid: [{ x: 'text', y: 1 }],
    invalid: [{}, { y: 1 }, { x: 1, y: 1 }],
  },
  {
    what: 'a reference to the schema of a parameter',
    schema: property({ $ref: '#/components/parameters/Id/schema' }),
    document: {
      components: { parameters: { Id: { name: 'id', in: 'query', schema: { type: 'integer' } } } },
    },
    valid: [{ a: 1 }],
    invalid: [{ a: 'b' }],
  },
  {
    what: 'a reference to a property of another payload',
    schema: property({
      $ref: '#/webhooks/B/post/requestBody/content/application~1json/schema/properties/a',
    }),
    payloads: { B: property({ type: 'integer' }) },
    valid: [{ a: 1 }],
    invalid: [{ a: 'b' }],
  },
  {
    what: 'a reference to a property of a named schema',
    schema: property({ $ref: '#/components/schemas/O/properties/x' }),
    schemas: { O: { type: 'object', properties: { x: { type: 'integer' } } } },
    valid: [{ a: 1 }],
    invalid: [{ a: 'b' }],
  },
  {
    what: 'a reference to an anchor',
    schema: property({ $ref: '#money' }),
    schemas: { Money: { $anchor: 'money', type: 'integer' } },
    valid: [{ a: 1 }],
    invalid: [{ a: 'b' }],
  },
  {
    what: 'a dynamic reference to the schema around it',
    schema: { $ref: '#/components/schemas/Tree' },
    schemas: {
      Tree: {
        $dynamicAnchor: 'node',
        type: 'object',
        required: ['n'],
        properties: { n: { type: 'string' }, kids: { type: 'array', items: { $dynamicRef: '#node' } } },
      },
    },
    valid: [{ n: 'a', kids: [{ n: 'b' }] }],
    invalid: [
      { n: 'a', kids: [{}] },
      { n: 'a', kids: [{ n: 'b', kids: [1] }] },
    ],
  },
  {
    what: 'a schema whose name has a slash',
    schema: property({ $ref: '#/components/schemas/a~1b' }),
    schemas: { 'a/b': { type: 'integer' } },
    valid: [{ a: 1 }],
    invalid: [{ a: 'b' }],
  },
  {
    what: '`nullable` beside a reference, inside `definitions`',
    schema: { $ref: '#/components/schemas/P/definitions/Q' },
    schemas: {
      P: {
        definitions: {
          Q: { type: 'object', properties: { w: { $ref: '#/components/schemas/D', nullable: true } } },
        },
      },
      D: { type: 'string' },
    },
    valid: [{ w: 'text' }, { w: null }],
    invalid: [{ w: 1 }],
  },
  {
    what: '`nullable` beside a type, a list of values, a constant and a composition',
    schema: {
      type: 'object',
      properties: {
        a: { type: 'string', nullable: true },
        b: { type: 'string', enum: ['x'], nullable: true },
        c: { const: 'x', nullable: true },
        d: { allOf: [{ $ref: '#/components/schemas/D' }], nullable: true },
        e: { type: 'object', required: ['x'], allOf: [{ $ref: '#/components/schemas/D' }], nullable: true },
        f: { type: 'string', nullable: false },
      },
    },
    schemas: { D: { type: 'object', required: ['y'] } },
    valid: [
      { a: null, b: null, c: null, d: null, e: null },
      { b: 'x', c: 'x', d: { y: 1 }, e: { x: 1, y: 1 } },
    ],
    invalid: [{ a: 1 }, { b: 'y' }, { c: 'y' }, { d: {} }, { e: { y: 1 } }, { e: { x: 1 } }, { f: null }],
  },
  {
    what: 'limits that are exclusive by a flag',
    schema: property({
      type: 'number',
      minimum: 0,
      exclusiveMinimum: true,
      maximum: 5,
      exclusiveMaximum: false,
    }),
    valid: [{ a: 0.1 }, { a: 5 }],
    invalid: [{ a: 0 }, { a: 5.1 }],
  },
  {
    what: 'a list by positions and dependencies of earlier drafts',
    schema: {
      type: 'object',
      properties: {
        a: { type: 'array', items: [{ type: 'string' }, { type: 'integer' }], additionalItems: false },
      },
      dependencies: { b: ['c'], d: { required: ['e'] } },
    },
    valid: [{ a: ['x', 1] }, { b: 1, c: 1 }, { d: 1, e: 1 }],
    invalid: [{ a: [1] }, { a: ['x', 1, 1] }, { b: 1 }, { d: 1 }],
  },
  {
    what: 'a type `null` that is not quoted',
    schema: { type: 'object', properties: { a: { type: null }, b: { type: ['string', null] } } },
    valid: [{ a: null, b: null }],
    invalid: [{ a: 1 }, { b: 1 }],
  },
  ...(
    [
      ['^\\d{4}\\-\\d{2}$', '2026-01', '2026_01'],
      ['^[\\w-.]+$', 'a-b.c', 'a b'],
      ['(?i)^ab[c-e]$', 'aBD', 'abf'],
      ['(?s)^a.b$', 'a\nb', 'ab'],
      ['^(?P<x>a|b)(?P=x)$', 'aa', 'ab'],
      ['\\A[[:alpha:]_]+\\z', 'a_b', 'a1'],
      ['^\\_\\@\\"a{$', '_@"a{', '_@"a'],
      ['^\\p{Lu}+$', 'ÄÖ', 'äö'],
      ['^[\\p{Han}\\p{IsGreek}-]+\\pL$', '漢αa', 'a1'],
    ] as const
  ).map(([pattern, valid, invalid]) => ({
    what: `the pattern ${pattern}`,
    schema: {
      type: 'object',
      properties: { '?': { type: 'string', pattern } },
      patternProperties: { [pattern]: { type: 'integer' } },
    },
    valid: [{ '?': valid }, { [valid]: 1 }],
    invalid: [{ '?': invalid }, { [valid]: 'x' }],
  })),
  {
    what: 'an example and an extension that look like schemas',
    schema: {
      ...property({ type: 'integer' }),
      example: { allOf: ['x'] },
      'x-note': { allOf: [true, { $ref: '#/x' }] },
    },
    document: { components: { schemas: {}, 'x-more': { oneOf: [1], discriminator: 'kind' } } },
    valid: [{ a: 1 }],
    invalid: [{ a: 'b' }],
  },
  { what: 'a payload that is anything', schema: true, valid: [1, {}, null], invalid: [] },
  { what: 'a payload that is nothing', schema: false, valid: [], invalid: [1, {}, null] },
  {
    what: 'schemas that are true or false',
    schema: { type: 'object', properties: { a: true, b: false, c: { $ref: '#/components/schemas/None' } } },
    schemas: { None: false },
    valid: [{ a: 1 }, {}],
    invalid: [{ b: 1 }, { c: 1 }],
  },
  {
    what: 'a reference to the identifier of a schema',
    schema: property({ $ref: 'https://example.test/money' }),
    schemas: { Money: { $id: 'https://example.test/money', type: 'integer' } },
    valid: [{ a: 1 }],
    invalid: [{ a: 'b' }],
  },
];

describe.each(CONSTRUCTS)(
  'a contract with $what',
  ({ schema, schemas, document, payloads, valid, invalid }) => {
    it('is generated, and its bodies are validated', async () => {
      const folder = await temporaryFolder();
      const file = join(folder, 'openapi.yaml');
      const base = documentOf({ A: schema as object, ...payloads }, schemas) as { components: object };
      const components = {
        ...base.components,
        ...(document as { components?: object } | undefined)?.components,
      };
      await writeFile(file, stringify({ ...base, components }, { aliasDuplicateObjects: false }));
      const { files } = await generateTypes(await readContract(file));
      await writeAll(folder, files);
      const { validate } = await load<{ validate: (eventType: string, body: unknown) => { valid: boolean } }>(
        folder,
        'validators/index.js',
      );
      for (const body of valid)
        expect(validate('A', body), JSON.stringify(body)).toMatchObject({ valid: true });
      for (const body of invalid)
        expect(validate('A', body), JSON.stringify(body)).toMatchObject({ valid: false });
    });
  },
);

it('all references that lead to nothing are named with file, line and pointer', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'openapi.yaml');
  const schema = { properties: { a: { $ref: '#cents' }, b: { $ref: '#cents' }, c: { $ref: '#euros' } } };
  await writeFile(file, stringify(documentOf({ A: schema })));
  await expect(readContract(file)).rejects.toThrow(
    /openapi\.yaml:\d+: Can't resolve \$ref.*properties\/a\)\n.*properties\/b\)\n.*properties\/c\)$/,
  );
});

it('an anchor of several schemas is named in a warning', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'openapi.yaml');
  const node = (type: string) => ({ $dynamicAnchor: 'node', type });
  const schemas = { Text: node('string'), Number: node('number') };
  const A = { properties: { a: { $dynamicRef: '#node' } } };
  await writeFile(file, stringify(documentOf({ A }, schemas)));
  expect((await readContract(file)).warnings).toEqual([
    expect.stringMatching(
      /openapi\.yaml:\d+: the schema #\/components\/schemas\/Text has the anchor `node`, too, .* \(at #\/components\/schemas\/Number\)$/,
    ),
  ]);
});
