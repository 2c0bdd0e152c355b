import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeaderCompiler, type HeaderForm } from '../src/validation/header-value.ts';

const compile = createHeaderCompiler();
const validator = (schema: HeaderForm['schema'], form: Partial<HeaderForm> = {}) =>
  compile({ schema, json: false, explode: false, ...form });

const pair = {
  type: 'object',
  properties: { a: { type: 'integer' }, b: { type: 'string' } },
  required: ['a'],
};

describe('the value of a header', () => {
  it.each<[what: string, HeaderForm['schema'], valid: string[], invalid: string[]]>([
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
      { $ref: '#/$defs/a~1b', $defs: { 'a/b': { allOf: [{ $ref: '#/$defs/n' }] }, n: { type: 'integer' } } },
      ['5'],
      ['x'],
    ],
    [
      'a schema that contains itself',
      {
        $ref: '#/$defs/tree',
        $defs: { tree: { anyOf: [{ type: 'integer' }, { type: 'array', items: { $ref: '#/$defs/tree' } }] } },
      },
      ['5', '5,6', ''],
      ['x', '5,x'],
    ],
  ])('%s', (_what, schema, valid, invalid) => {
    const validate = validator(schema);
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
        fc.string({ unit: 'binary' }),
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
