import { describe, expect, it } from 'vitest';
import { millisecondsOf } from '../src/duration.ts';

describe('a duration is a whole number and a unit', () => {
  it.each([
    ['0ms', 0],
    ['500ms', 500],
    ['10s', 10_000],
    ['007s', 7_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['104249991d', 9_007_199_222_400_000],
    ['9007199254740991ms', Number.MAX_SAFE_INTEGER],
  ])('%s has %d ms', (text, milliseconds) => expect(millisecondsOf(text)).toBe(milliseconds));

  it.each([
    '',
    '5',
    's',
    '5 s',
    ' 5s',
    '5s ',
    '5s\n',
    '-5s',
    '+5s',
    '1.5s',
    '1e3s',
    '0x5s',
    '5S',
    '5sec',
    '5w',
    '5y',
    '1h30m',
    '٥s',
    '9007199254740992ms',
    '104249992d',
    `${'9'.repeat(400)}s`,
    '5constructor',
  ])('%j is none', (text) => expect(millisecondsOf(text)).toBeUndefined());
});
