import { systemClock } from '@partner-webhooks/inbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSteadyClock } from '../src/clock.ts';
import { createNewId } from '../src/new-id.ts';

/** A clock over a wall clock that can be set. */
function steadyClock(start = Date.UTC(2026, 0, 1)) {
  let time = start;
  let elapsed = 0;
  const clock = createSteadyClock({
    ...systemClock,
    now: () => new Date(time),
    monotonicMs: () => elapsed,
  });
  return {
    ...clock,
    time: () => clock.now().getTime(),
    pass: (milliseconds: number) => {
      elapsed += milliseconds;
      time += milliseconds;
    },
    set: (by: number) => {
      time += by;
    },
  };
}

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 1);

describe('a steady clock', () => {
  it('runs as the wall clock does', () => {
    const { time, pass } = steadyClock();
    pass(1_234);
    expect(time()).toBe(START + 1_234);
  });

  it('follows the wall clock forward', () => {
    const { time, set } = steadyClock();
    set(HOUR_MS);
    expect(time()).toBe(START + HOUR_MS);
  });

  it('continues by the monotonic milliseconds if the wall clock is set back, until that has caught up', () => {
    const { time, pass, set } = steadyClock();
    set(-HOUR_MS);
    expect(time()).toBe(START);
    pass(1_000);
    expect(time()).toBe(START + 1_000);
    pass(HOUR_MS);
    expect(time()).toBe(START + HOUR_MS + 1_000);
    set(HOUR_MS + 5_000);
    expect(time()).toBe(START + HOUR_MS + 6_000);
  });

  it('continues from where another process had come', () => {
    const { time, pass, advance } = steadyClock();
    advance(new Date(START + HOUR_MS));
    pass(10);
    expect(time()).toBe(START + HOUR_MS + 10);
    advance(new Date(START));
    expect(time()).toBe(START + HOUR_MS + 10);
  });

  it('never goes back, and ids of it keep their order, however often the wall clock is set', () => {
    const step = fc.record({
      by: fc.oneof(fc.integer({ min: -HOUR_MS, max: HOUR_MS }), fc.constantFrom(-11_000, -9_000, 0)),
      passed: fc.double({ min: 0, max: 20_000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const clock = steadyClock();
        const newId = createNewId(clock);
        let before = clock.time();
        const ids = [newId()];
        for (const { by, passed } of steps) {
          clock.set(by);
          clock.pass(passed);
          expect(clock.time()).toBeGreaterThanOrEqual(before + Math.floor(passed) - 1);
          before = clock.time();
          ids.push(newId());
        }
        expect(ids).toEqual([...new Set(ids)].sort());
      }),
    );
  });
});
