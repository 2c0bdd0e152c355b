import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromInput, toInput } from '../src/controls/time-input.ts';
import { formatTime } from '../src/controls/time-zone.ts';

let before: string | undefined;
beforeEach(() => {
  before = process.env['TZ'];
});
afterEach(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

describe('a local time', () => {
  it.each([
    ['Europe/Berlin', '2026-07-01T00:00:00Z', '2026-07-01 02:00:00'],
    ['Europe/Berlin', '2026-10-24T23:59:59Z', '2026-10-25 01:59:59'],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25 02:30:00 +02:00'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25 02:30:00 +01:00'],
    ['Europe/Berlin', '2026-10-25T02:00:00Z', '2026-10-25 03:00:00'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29 03:00:00'],
    ['America/St_Johns', '2026-11-01T03:45:00Z', '2026-11-01 01:15:00 -02:30'],
    ['Australia/Lord_Howe', '2026-04-04T14:45:00Z', '2026-04-05 01:45:00 +11:00'],
    ['Asia/Kolkata', '2026-10-25T01:30:00Z', '2026-10-25 07:00:00'],
  ])('of %s at %s is %s', (zone, at, text) => {
    process.env['TZ'] = zone;
    expect(formatTime(new Date(at), 'local')).toBe(text);
  });

  it.each(['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC'])(
    'of %s is never shown as another one is, and is what the field of a filter makes of it',
    (zone) => {
      process.env['TZ'] = zone;
      const half = 30 * 60_000;
      const times = fc.integer({ min: Date.UTC(2026, 0) / half, max: Date.UTC(2027, 0) / half });
      fc.assert(
        fc.property(times, fc.integer({ min: -4, max: 4 }), (time, steps) => {
          const [one, other] = [new Date(time * half), new Date((time + steps) * half)];
          if (steps !== 0) expect(formatTime(one, 'local')).not.toBe(formatTime(other, 'local'));
          const again = fromInput(toInput(one.toISOString(), 'local'), 'local') ?? '';
          // Of two that the clock shows alike, a field has the first.
          expect(formatTime(new Date(again), 'local').slice(0, 19)).toBe(
            formatTime(one, 'local').slice(0, 19),
          );
        }),
        { numRuns: 2_000 },
      );
    },
  );
});
