import { expect, it } from 'vitest';
import { DEFAULT_RETRY } from '../src/index.ts';
import { MAX_WAIT_MS } from '../src/sqlite/write/recover.ts';

it('a due time that is further away than any retry is taken for that of a clock that was ahead', () => {
  expect(MAX_WAIT_MS).toBe(DEFAULT_RETRY.maxDelay);
});
