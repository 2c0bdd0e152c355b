import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleDocument } from '../src/bundle-document.ts';
import { failingPart } from '../src/failing-part.ts';
import { formatPointer, parsePointer } from '../src/validators/runtime/json-pointer.ts';

const folder = mkdtempSync(join(tmpdir(), 'bundle-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

const root = join(folder, 'root.json');
const OTHER = { item: { post: { responses: {} } }, schema: { type: 'string' }, null: null };
writeFileSync(join(folder, 'other.json'), JSON.stringify(OTHER));

/** A document with each kind of part that the bundler visits. */
function documentOfAllParts() {
  const T = { $ref: '#/components/schemas/T' };
  const S = {
    properties: { a: T, f: { $ref: './other.json#/schema' } },
    allOf: [T],
    discriminator: { propertyName: 'a', mapping: { x: T.$ref, y: 'T', z: './other.json#/schema' } },
    patternProperties: { x: {} },
    dependentSchemas: { a: {} },
    prefixItems: [{}],
    items: {},
    not: {},
    if: {},
    additionalProperties: {},
    $defs: { D: {} },
    xml: { name: 'x' },
    externalDocs: { url: 'http://a' },
    examples: [1],
    enum: [1],
    required: ['a'],
  };
  const headers = { H: { $ref: '#/components/headers/H' } };
  const content = {
    'application/json': {
      schema: { $ref: '#/components/schemas/S' },
      examples: { e: { $ref: '#/components/examples/E' } },
      encoding: { a: { contentType: 'x', headers } },
    },
  };
  const post = {
    operationId: 'a',
    parameters: [
      { name: 'x', in: 'header', schema: { type: 'string' } },
      { $ref: '#/components/parameters/P' },
    ],
    requestBody: { content },
    responses: {
      '200': { $ref: '#/components/responses/R' },
      default: { description: 'x', headers: { h: { schema: {} } }, links: { l: { operationId: 'a' } } },
    },
    callbacks: { c: { '{$request.body}': { post: { responses: {} } } } },
  };
  const flows = { implicit: { scopes: {}, authorizationUrl: 'http://a' } };
  return {
    openapi: '3.1.0',
    info: { title: 'a', version: '1', license: { name: 'x', identifier: 'MIT' } },
    servers: [{ url: 'http://a', variables: { x: { default: 'a', enum: ['a'] } } }],
    tags: [{ name: 't' }],
    security: [{ k: [] }],
    webhooks: { A: { post }, B: { $ref: '#/components/pathItems/I' } },
    paths: { '/a': { $ref: './other.json#/item' } },
    components: {
      schemas: { S, T: { type: ['string', 'null'] } },
      parameters: { P: { name: 'p', in: 'query', content: { 'a/b': { schema: {} } } } },
      examples: { E: { value: 1 } },
      headers: { H: { schema: {} } },
      responses: { R: { description: 'r' } },
      requestBodies: { Q: { content: {} } },
      securitySchemes: { k: { type: 'oauth2', flows } },
      links: { L: { operationId: 'a' } },
      callbacks: { C: {} },
      pathItems: { I: { post: { responses: { '200': { description: 'a' } } } } },
    },
  };
}

const FREQUENT = [null, [], { $ref: './other.json#/null' }];
const OTHERS = [
  ...[1, 'x', '', true, [null], {}],
  ...[
    '#',
    '#/',
    1,
    null,
    '',
    '#/components/schemas/Nothing',
    '#/webhooks',
    'nothing.json',
    './other.json',
  ].map(($ref) => ({ $ref })),
  ...['#/info/title', './root.json', '%', '#/components/schemas/%'].map(($ref) => ({ $ref })),
];
const VALUES = process.env['BUNDLE_MUTATIONS'] === 'all' ? [...FREQUENT, ...OTHERS] : FREQUENT;

function pointersIn(value: unknown, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  const below = Object.entries(value).flatMap(([key, each]) =>
    pointersIn(each, pointer + formatPointer([key])),
  );
  return [pointer, ...below];
}

function withValueAt(document: object, pointer: string, value: unknown): object {
  const keys = parsePointer(pointer);
  const last = keys.pop() ?? '';
  const parent = keys.reduce((at: unknown, key) => (at as Record<string, unknown>)[key], document);
  (parent as Record<string, unknown>)[last] = value;
  return document;
}

async function faultOf(document: unknown): Promise<Error | undefined> {
  writeFileSync(root, JSON.stringify(document, null, 1));
  return bundleDocument(root).then(
    () => undefined,
    (error: Error) => error,
  );
}

describe('a document with a wrong value', () => {
  it.each(VALUES.map((value) => [JSON.stringify(value), value]))(
    'such as %s, in any place, is bundled or is a fault with its place',
    async (_text, value) => {
      for (const pointer of pointersIn(documentOfAllParts()).filter((each) => each !== '')) {
        const fault = await faultOf(withValueAt(documentOfAllParts(), pointer, structuredClone(value)));
        if (!fault) continue;
        expect(fault.name, pointer).toBe('ContractError');
        expect(fault.message, pointer).toMatch(/\.json(:\d+)?: /);
        if (fault.message.includes('the bundler fails'))
          expect(fault.message, pointer).toMatch(/^\S+\.json:\d+: .* \(at #\/\S+\)$/);
      }
    },
  );

  it.each([
    ['/components/schemas/S/discriminator', 'discriminator'],
    ['/components/schemas/S/discriminator/mapping', 'mapping'],
  ])('null at %s is named, with its line, in place of an error of the bundler', async (pointer, name) => {
    const fault = await faultOf(withValueAt(documentOfAllParts(), pointer, null));
    expect(fault?.message).toMatch(
      /root\.json:\d+: expected a value, or no `(\w+)`; found `\1` without a value; /,
    );
    expect(fault?.message).toContain(`no \`${name}\``);
    expect(fault?.message).toContain(`(at #${pointer})`);
  });

  it('in another file is named there', async () => {
    const file = join(folder, 'part.json');
    writeFileSync(
      file,
      JSON.stringify({ type: 'object', properties: { a: { discriminator: null } } }, null, 1),
    );
    const fault = await faultOf(
      withValueAt(documentOfAllParts(), '/components/schemas/T', { $ref: './part.json' }),
    );
    expect(fault?.message).toMatch(/part\.json:5: expected a value, or no `discriminator`; /);
    expect(fault?.message).toContain('(at #/properties/a/discriminator)');
  });
});

describe('the part of a document with which something fails', () => {
  const containsCulprit = async (value: unknown) => JSON.stringify(value).includes('"culprit"');

  it('is found, wherever it is, also if there are several', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 4 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
        async (value, places) => {
          const document = { openapi: '3.1.0', value: structuredClone(value) };
          for (const place of places) {
            const pointers = pointersIn(document).filter((pointer) => pointer.startsWith('/value'));
            withValueAt(document, pointers[place % pointers.length] ?? '/value', 'culprit');
          }
          const keys = await failingPart(document, containsCulprit);
          const found = keys.reduce((at: unknown, key) => (at as Record<string, unknown>)[key], document);
          expect(found).toBe('culprit');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is the one around several that only fail together', async () => {
    const both = async (value: unknown) => /"x".*"y"/.test(JSON.stringify(value));
    expect(await failingPart({ a: { b: ['x', 0, 'y'] }, c: 'x' }, both)).toEqual(['a', 'b']);
  });
});
