import { describe, expect, it } from 'vitest';
import type { Judge } from '../judges/judge.ts';
import { JUDGES } from '../src/judges.ts';
import { CASES } from '../src/verdicts.ts';

describe.each(JUDGES)('$name', ({ file }) => {
  it('gives the verdict of the contract on all that it is measured with', async () => {
    const { judge } = (await import(
      /* @vite-ignore */ new URL(`../judges/${file}`, import.meta.url).href
    )) as {
      judge: Judge;
    };
    expect(CASES.filter(({ eventType, body, valid }) => judge(eventType, body) !== valid)).toEqual([]);
  });
});
