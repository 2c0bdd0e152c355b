import { expect, it } from 'vitest';
import { overlaps } from './ledger.ts';

it.each([
  ['one after the other', ['begin s a 1 1', 'end s a 1 1', 'begin s b 2 1'], []],
  ['of two subjects', ['begin s a 1 1', 'begin t b 2 1'], []],
  ['at the same time', ['begin s a 1 1', 'begin s b 2 1'], ['s: a 1 1 and b 2 1']],
  ['after the process was killed', ['begin s a 1 1', 'gone 1', 'begin s b 2 1'], []],
  ['after another process was killed', ['begin s a 1 1', 'gone 3', 'begin s b 2 1'], ['s: a 1 1 and b 2 1']],
  ['after the lease was lost, which shows later', ['begin s a 1 1', 'begin s a 2 2', 'lost s a 1 1'], []],
  [
    'beside one that came after the lease was lost',
    ['begin s a 1 1', 'begin s a 2 2', 'lost s a 1 1', 'begin s b 3 1'],
    ['s: a 2 2 and b 3 1'],
  ],
])('two calls of handlers %s', (_how, lines, found) => {
  expect(overlaps(lines)).toEqual(found);
});
