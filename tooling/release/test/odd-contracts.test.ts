import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assess } from '../src/assessment.ts';
import { changesBetween } from '../src/changes.ts';
import { readSource, sourceOf } from '../src/contract/source.ts';
import { ReleaseError } from '../src/contracts.ts';
import { payloadOf, sampleContract } from './sample-contract.ts';

const EFFORT = { seed: 1, bodies: 20 };

/** Schemas that are rare, contain themselves, or are none. */
const ODD: Readonly<Record<string, unknown>> = {
  'a schema that is null': null,
  'a schema that is a list': [],
  'a schema that is true': true,
  'a schema that is false': false,
  'keywords that are null': {
    type: null,
    properties: null,
    required: null,
    enum: null,
    allOf: null,
    items: null,
  },
  'keywords of another type': {
    type: 5,
    properties: [],
    required: 'a',
    enum: 'A',
    allOf: {},
    minLength: 'a',
  },
  'members that are null': { properties: { a: null }, allOf: [null], oneOf: [null], anyOf: [null] },
  'a pattern that is none': { type: 'string', pattern: '(' },
  'a schema that is only itself': { $ref: '#/components/schemas/Odd' },
  'a schema of itself by allOf': { allOf: [{ $ref: '#/components/schemas/Odd' }] },
  'a tree': {
    type: 'object',
    properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Odd' } } },
  },
  'an endless object': {
    type: 'object',
    required: ['next'],
    properties: { next: { $ref: '#/components/schemas/Odd' } },
  },
  'a tree of alternatives': {
    anyOf: [
      { type: 'string' },
      { not: { $ref: '#/components/schemas/Odd' } },
      { type: 'object', additionalProperties: { $ref: '#/components/schemas/Odd' } },
    ],
  },
  'limits that exclude everything': { type: 'string', minLength: 5, maxLength: 2 },
  'a property named like those of every object': {
    type: 'object',
    properties: { constructor: { type: 'string' }, toString: {} },
  },
  'an enum without values': { enum: [] },
};

describe('every contract can be compared:', () => {
  it.each(Object.entries(ODD))('one with %s', (_, schema) => {
    const odd = sampleContract();
    Object.assign(odd.components.schemas, { Odd: schema });
    Object.assign(payloadOf(odd).properties, { note: { $ref: '#/components/schemas/Odd' } });
    const [usual, other] = [sourceOf('usual', sampleContract()), sourceOf('odd', odd)];
    for (const [base, revision] of [
      [usual, other],
      [other, usual],
      [other, sourceOf('same', structuredClone(odd))],
    ] as const) {
      const { changes } = changesBetween(base, revision, '1.0.0', EFFORT);
      expect(changes.length > 0).toBe(revision.file.name !== 'same');
    }
  });

  it.each([
    ['a webhook that is null', { webhooks: { A: null } }],
    ['an operation that is null', { webhooks: { A: { post: null } } }],
    ['no webhooks', { webhooks: undefined }],
    ['webhooks that are a list', { webhooks: [1] }],
    ['security that is none', { security: 'key' }],
    [
      'parameters and responses that are none',
      { webhooks: { A: { parameters: 5, post: { responses: [], parameters: {}, requestBody: null } } } },
    ],
  ])('one with %s', (_, part) => {
    const [usual, other] = [
      sourceOf('usual', sampleContract()),
      sourceOf('odd', { ...sampleContract(), ...part }),
    ];
    for (const [base, revision] of [
      [usual, other],
      [other, usual],
    ] as const)
      expect(changesBetween(base, revision, '1.0.0', EFFORT).changes.length).toBeGreaterThan(0);
  });
});

describe('a contract that cannot be read is an error with its file, not one without changes:', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odd-contracts-'));
    await writeFile(join(folder, 'good.json'), JSON.stringify(sampleContract()));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['a missing file', undefined, /^contract\.yaml: no such file/],
    ['text that is not YAML', 'a: b: c\n', /^contract\.yaml:1: /],
    ['an alias of nothing', 'a: *b\n', /^contract\.yaml/],
    [
      'a reference to a missing file',
      'webhooks:\n  A: { $ref: missing.yaml }\n',
      /^contract\.yaml:2: .*missing\.yaml: no such file/,
    ],
    [
      'a reference to nothing',
      "webhooks:\n  A: { $ref: '#/components/pathItems/A' }\n",
      /^contract\.yaml:2: the reference .* leads to nothing/,
    ],
    [
      'a reference with a broken encoding',
      "webhooks:\n  A: { $ref: '#/%zz' }\n",
      /^contract\.yaml:2: the reference .* leads to nothing/,
    ],
    [
      'another version of OpenAPI',
      'openapi: 2.0\ninfo: { version: 1.0.0 }\n',
      /^contract\.yaml: expected OpenAPI 3\.1/,
    ],
    [
      'no version',
      'openapi: 3.1.0\ninfo: { version: draft }\n',
      /^contract\.yaml:2: expected `info\.version`/,
    ],
  ])('%s', async (_, text, message) => {
    await rm(join(folder, 'contract.yaml'), { force: true });
    if (text !== undefined) await writeFile(join(folder, 'contract.yaml'), text);
    for (const [root, baseline] of [
      ['contract.yaml', 'good.json'],
      ['good.json', 'contract.yaml'],
    ] as const) {
      const failed = assess(folder, { name: 'odd', root, baseline });
      await expect(failed).rejects.toThrow(ReleaseError);
      await expect(failed).rejects.toThrow(message);
    }
  });

  it('a value of an example that looks like a reference is none', async () => {
    const contract = sampleContract();
    const { examples } = contract.webhooks.PAYMENT_NOTIFICATION.post.requestBody.content['application/json'];
    Object.assign(examples.one.value, { $ref: 'nowhere.yaml' });
    await writeFile(join(folder, 'example.json'), JSON.stringify(contract));
    expect((await readSource(folder, 'example.json')).value).toEqual(contract);
  });
});
