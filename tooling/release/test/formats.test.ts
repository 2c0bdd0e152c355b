import { describe, expect, it } from 'vitest';
import { FORMAT_SAMPLES, isChecked } from '../src/bodies/formats.ts';
import { validatorOf } from '../src/bodies/validator.ts';
import { sourceOf } from '../src/contract/source.ts';

const validatorFor = (format: string) =>
  validatorOf([sourceOf(format, { type: ['string', 'number'], format })]);

describe('the samples of', () => {
  it.each(Object.entries(FORMAT_SAMPLES))('%s are valid, and other values are not', (format, samples) => {
    const validate = validatorFor(format);
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
    const validate = validatorFor(format);
    expect(['\u0000 no value of any format (', 0.5].filter((value) => validate?.(value).valid)).toHaveLength(
      2,
    );
  },
);
