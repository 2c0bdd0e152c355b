import { describe, expect, it } from 'vitest';
import { CASES } from '../src/cases.ts';
import { VALIDATORS } from '../src/compared-validators.ts';
import type { IsValid } from '../validators/is-valid.ts';

describe.each(VALIDATORS)('$name', ({ file }) => {
  it('gives the verdict of the contract on each measured body', async () => {
    const { isValid } = (await import(
      /* @vite-ignore */ new URL(`../validators/${file}`, import.meta.url).href
    )) as {
      isValid: IsValid;
    };
    expect(CASES.filter(({ eventType, body, valid }) => isValid(eventType, body) !== valid)).toEqual([]);
  });
});
