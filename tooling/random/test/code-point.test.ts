import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codePoint } from '../src/code-point.ts';

const SEED = 1_128;

it('gives the texts of `binary` of fast-check, for the same seed', () => {
  const sample = (unit: fc.StringConstraints['unit']) =>
    fc.sample(fc.string({ ...(unit !== undefined && { unit }), maxLength: 50 }), {
      seed: SEED,
      numRuns: 2_000,
    });
  expect(sample(codePoint)).toEqual(sample('binary'));
});

it('shrinks a text as `binary` does', () => {
  const isBasic = (text: string) => !/[\u{10000}-\u{10ffff}]/u.test(text);
  const shrunk = (unit: fc.Arbitrary<string> | 'binary') =>
    fc.check(fc.property(fc.string({ unit }), isBasic), { seed: SEED }).counterexample;
  expect(shrunk(codePoint)).toEqual(['\u{10000}']);
  expect(shrunk('binary')).toEqual(['\u{10000}']);
});
