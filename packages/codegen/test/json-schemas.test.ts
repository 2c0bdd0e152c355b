import { registerSchema, unregisterSchema, validate } from '@hyperjump/json-schema/draft-2020-12';
import { describe, expect, it } from 'vitest';
import { createInMemoryValidators, generateTypes } from '../src/index.ts';
import { contractOf } from './workbench.ts';

// The JSON Schema of a payload accepts what its validator accepts, by a validator that shares no code with ours.

const Status = {
  type: 'string',
  enum: ['NEW', 'OLD'],
  'x-extensible': true,
  'x-enumDescriptions': { NEW: 'Made.' },
};

/** A payload with bodies of both verdicts, and the named schemas that it refers to. */
const PAYLOADS: Readonly<Record<string, [payload: object, bodies: unknown[], schemas?: object]>> = {
  'an open enum': [{ $ref: '#/components/schemas/Status' }, ['NEW', 'LATER', 1, null], { Status }],
  'an open enum of numbers and null': [{ enum: [1, null], 'x-extensible': true }, [1, 2, null, 'x']],
  'an open enum beside alternatives': [
    { ...Status, anyOf: [{ minLength: 3 }, { maxLength: 1 }] },
    ['NEW', 'ab', 'x', 1],
  ],
  'a closed enum': [{ enum: ['A', 1, { a: 1 }] }, ['A', 'B', 1, { a: 1 }]],
  'an enum without values': [{ enum: [] }, ['A', 1]],
  'names with signs': [
    { $ref: '#/components/schemas/a~1b%20c' },
    [1, 'x'],
    { 'a/b c': { $ref: '#/components/schemas/d~0e' }, 'd~e': { type: 'integer' } },
  ],
  'a schema that contains itself': [
    { $ref: '#/components/schemas/Tree' },
    [{}, { children: [{}, { children: [] }] }, { children: [{ children: 1 }] }],
    {
      Tree: {
        type: 'object',
        properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
      },
    },
  ],
  'names of schemas by identity and anchor': [
    { $ref: '#/components/schemas/A' },
    [{ b: 1 }, { b: 'x' }],
    {
      A: {
        $id: 'https://shop.example/a',
        type: 'object',
        properties: { b: { $ref: 'https://shop.example/b' } },
      },
      B: { $id: 'https://shop.example/b', $anchor: 'b', type: 'integer' },
    },
  ],
  'open alternatives with a discriminator': [
    {
      'x-extensible': true,
      discriminator: { propertyName: 'kind' },
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
    },
    [{ kind: 'cat', lives: 9 }, { kind: 'cat' }, { kind: 'dog' }, { kind: 'fish' }, {}],
    {
      Cat: {
        type: 'object',
        required: ['kind', 'lives'],
        properties: { kind: { const: 'cat' }, lives: { type: 'integer' } },
      },
      Dog: { type: 'object', required: ['kind'], properties: { kind: { const: 'dog' } } },
    },
  ],
  'what OpenAPI and earlier drafts say differently': [
    {
      type: 'object',
      required: ['a', 'a'],
      nullable: true,
      deprecated: 'no',
      example: { a: 1 },
      externalDocs: { url: 'https://shop.example' },
      xml: { name: 'a' },
      'x-own': 1,
      properties: { a: { type: ['integer', 'integer'], minimum: 1, exclusiveMinimum: true } },
    },
    [{ a: 2 }, { a: 1 }, {}, null, 'x'],
  ],
  anything: [true as unknown as object, [1, null]],
};

describe.each(Object.entries(PAYLOADS))('%s', (_what, [payload, bodies, schemas]) => {
  it('gives the verdicts of the validator', async () => {
    const contract = await contractOf({ A: payload }, schemas);
    const { files } = await generateTypes(contract);
    const text = files.find(({ path }) => path === 'schemas/a.json')?.content ?? '';
    expect(text).not.toMatch(/"(?:x-[^"]*|nullable|discriminator|example|xml|externalDocs)":/);
    const schema = JSON.parse(text) as { $id: string };
    expect(schema.$id).toMatch(/^urn:/);
    registerSchema(schema as unknown as Parameters<typeof registerSchema>[0], schema.$id);
    const validateBody = await validate(schema.$id);
    unregisterSchema(schema.$id);
    const validators = createInMemoryValidators(contract);
    const verdicts = bodies.map((body) => validators.validate('A', body).valid);
    expect(bodies.map((body) => validateBody(body as Parameters<typeof validateBody>[0]).valid)).toEqual(
      verdicts,
    );
  });
});
