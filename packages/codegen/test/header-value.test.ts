import { codePoint } from '@partner-webhooks/test-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../src/index.ts';
import { requestHeaders } from '../src/package/request-headers.ts';
import { validatorOf } from '../src/validators/in-memory.ts';
import { headerViolations } from '../src/validators/runtime/header-check.ts';
import { createSchemaCompiler } from '../src/validators/schema-compiler.ts';

type Schema = object | boolean;

/** The check of a header with a schema: it gives what is wrong with a text. */
function validator(schema: Schema, form: { json?: boolean; explode?: boolean } = {}, schemas: object = {}) {
  const described = form.json ? { content: { 'application/json': { schema } } } : { schema };
  const parameter = {
    name: 'X-A',
    in: 'header',
    required: true,
    explode: form.explode === true,
    ...described,
  };
  const { contract, headers } = requestHeaders({
    document: { webhooks: { A: { post: { parameters: [parameter] } } }, components: { schemas } },
    webhooks: [{ eventType: 'A', method: 'post' }],
  } as unknown as Contract);
  const [rule] = headers[0]?.[1] ?? [];
  if (!rule) throw new Error('the header has no rule');
  const validate = validatorOf(createSchemaCompiler(contract).compile(rule.schema));
  const check = (value: unknown, violations: unknown[]) => {
    const verdict = validate(value);
    if (!verdict.valid) violations.push(...verdict.violations);
  };
  return (text: string) => {
    const [violation] = headerViolations([{ ...rule, check }], () => text);
    return violation?.message.replace(/^the header X-A /, '');
  };
}

const pair = {
  type: 'object',
  properties: { a: { type: 'integer' }, b: { type: 'string' } },
  required: ['a'],
};

describe('the value of a header', () => {
  it.each<[what: string, Schema, valid: string[], invalid: string[], schemas?: object]>([
    ['without a schema', true, ['', 'x', '1', '{"a":1}'], []],
    ['that nothing allows', false, [], ['', 'x']],
    ['a text', { type: 'string', minLength: 1 }, ['1', 'true', 'null', 'a, b'], ['']],
    ['a text of few', { enum: ['1', 'on'] }, ['1', 'on'], ['2', 'On', '"1"']],
    ['a number of few', { enum: [1, 2.5] }, ['1', '2.5', '1.0', '25e-1'], ['01', '1,2', '0x1', '+1', '']],
    ['a constant', { const: true }, ['true'], ['false', 'TRUE', '1', '']],
    [
      'an integer',
      { type: 'integer' },
      ['0', '-7', '1e3', '1.0'],
      ['1.5', '', 'x', ' 1', '١', 'Infinity', '0x10'],
    ],
    ['a number', { type: 'number', maximum: 1 }, ['1', '-0.5'], ['1.1', 'NaN', '1,0']],
    ['a boolean', { type: 'boolean' }, ['true', 'false'], ['True', 'yes', '']],
    ['a number or nothing', { type: ['integer', 'null'] }, ['5', '', 'null'], ['x']],
    ['a number or a text', { type: ['integer', 'string'], not: { const: 'x' } }, ['5', 'y'], ['x']],
    ['one of several', { anyOf: [{ type: 'integer' }, { const: 'all' }] }, ['5', 'all'], ['some']],
    [
      'a list of numbers',
      { type: 'array', items: { type: 'integer' }, maxItems: 2 },
      ['1', '1,2', '1, 2', ''],
      ['1,x', '1,2,3', '1,,2'],
    ],
    ['a list of texts', { type: 'array', items: { minLength: 1 } }, ['1,b'], ['a,,b']],
    ['an object', pair, ['a,1', 'a,1,b,x', 'b,x,a,1'], ['b,x', 'a,x', '', 'a=1']],
    [
      'a date',
      { type: 'string', format: 'date-time' },
      ['2025-11-19T14:06:35Z'],
      ['2025-11-19', '2025-11-19 14:06:35Z'],
    ],
    ['an unknown format', { type: 'string', format: 'isin' }, ['x'], []],
    [
      'a reference',
      { $ref: '#/components/schemas/a~1b' },
      ['5'],
      ['x'],
      { 'a/b': { allOf: [{ $ref: '#/components/schemas/n' }] }, n: { type: 'integer' } },
    ],
    [
      'a schema that contains itself',
      { $ref: '#/components/schemas/tree' },
      ['5', '5,6', ''],
      ['x', '5,x'],
      {
        tree: {
          anyOf: [{ type: 'integer' }, { type: 'array', items: { $ref: '#/components/schemas/tree' } }],
        },
      },
    ],
  ])('%s', (_what, schema, valid, invalid, schemas) => {
    const validate = validator(schema, {}, schemas);
    for (const text of valid) expect([text, validate(text)]).toEqual([text, undefined]);
    for (const text of invalid) expect([text, validate(text)]).toEqual([text, expect.any(String)]);
  });

  it('may be an object whose properties are exploded', () => {
    const validate = validator(pair, { explode: true });
    expect(['a=1', 'a=1,b=x=y'].map(validate)).toEqual([undefined, undefined]);
    expect([validate('a,1'), validate('b=1')]).toEqual([expect.any(String), expect.any(String)]);
  });

  it('may be JSON', () => {
    const validate = validator(pair, { json: true });
    expect(validate('{"a":1}')).toBeUndefined();
    expect(validate('{"a":"1"}')).toBe('/a must be integer');
    expect(validate('{a:1}')).toBe('must be JSON');
  });

  // What a client writes for a value by the specification is valid if the value is.
  it('is read as the value that was written', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
        (value) => {
          expect(validator({ const: value === 0 ? 0 : value })(String(value))).toBeUndefined();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('may have a schema with the `$id` of another one', () => {
    const validate = ['integer', 'boolean'].map((type) =>
      validator({ $id: 'https://parcels.example/value', type }),
    );
    expect(validate.map((each) => each('5'))).toEqual([undefined, 'must be boolean']);
  });

  it('never makes the check fail, and what is wrong says nothing of the value', () => {
    const schemas = [
      pair,
      { type: 'integer' },
      { type: 'array', items: { type: 'boolean' } },
      { enum: [] },
      false,
    ];
    fc.assert(
      fc.property(
        fc.string({ unit: codePoint }),
        fc.constantFrom(...schemas),
        fc.boolean(),
        (text, schema, json) => {
          const problem = validator(schema === schemas[3] ? { not: {} } : schema, { json })(`?${text}?`);
          expect(problem === undefined || !problem.includes(`?${text}?`)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
