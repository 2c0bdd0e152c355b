import { expect, it } from 'vitest';
import { formatMs, formatSeconds } from '../src/controls/format.ts';
import { fromInput, toInput } from '../src/controls/time-input.ts';
import { formatTime } from '../src/controls/time-zone.ts';

it.each([
  [0, '0 s'],
  [0.4, '< 1 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [61, '1 min 1 s'],
  [3_599, '59 min 59 s'],
  [3_600, '1 h'],
  [3_661, '1 h 1 min'],
  [90_061, '1 d 1 h'],
  [86_460, '1 d 1 min'],
])('%d s are shown as %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [12_345, '12 s'],
])('%d ms are shown as %s', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

it('a time has the same digits in every language', () => {
  const date = new Date('2026-03-04T05:06:07.089Z');
  expect(formatTime(date, 'UTC')).toBe('2026-03-04 05:06:07 UTC');
  expect(formatTime(date, 'UTC', 'ms')).toBe('2026-03-04 05:06:07.089 UTC');
});

it.each(['UTC', 'local'] as const)('a time that is typed in %s is the time that is shown there', (zone) => {
  const at = '2026-03-04T05:06:07.000Z';
  expect(fromInput(toInput(at, zone), zone)).toBe(at);
  expect(fromInput('', zone)).toBeUndefined();
});
