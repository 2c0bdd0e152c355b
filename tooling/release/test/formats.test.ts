import { describe, expect, it } from 'vitest';
import { FORMAT_SAMPLES, isChecked } from '../src/bodies/formats.ts';
import { judgeOf } from '../src/bodies/judge.ts';
import { sourceOf } from '../src/contract/source.ts';

const judge = (format: string) => judgeOf([sourceOf(format, { type: ['string', 'number'], format })]);

describe('the samples of', () => {
  it.each(Object.entries(FORMAT_SAMPLES))('%s are valid, and other values are not', (format, samples) => {
    const validate = judge(format);
    expect(samples.filter((value) => !validate?.(value).valid)).toEqual([]);
    expect(['\u0000 no value of any format (', 0.5].filter((value) => validate?.(value).valid)).toHaveLength(
      1,
    );
  });
});

it.each(['currency', 'password', 'binary', 'float', 'double', 'money'])(
  'no validator checks %s',
  (format) => {
    expect(isChecked(format)).toBe(false);
    const validate = judge(format);
    expect(['\u0000 no value of any format (', 0.5].filter((value) => validate?.(value).valid)).toHaveLength(
      2,
    );
  },
);
