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
  readonly schema: object;
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
    valid: [{ w: 'text' }],
    invalid: [{ w: 1 }],
  },
];

describe.each(CONSTRUCTS)(
  'a contract with $what',
  ({ schema, schemas, document, payloads, valid, invalid }) => {
    it('is generated, and its bodies are judged', async () => {
      const folder = await temporaryFolder();
      const file = join(folder, 'openapi.yaml');
      const base = documentOf({ A: schema, ...payloads }, schemas) as { components: object };
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
