import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../src/index.ts';

const DAY_MS = 86_400_000;

describe('a timer of the system clock', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs once, after its time and not before', () => {
    const run = vi.fn();
    systemClock.setTimer(1_000, run);
    vi.advanceTimersByTime(999);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10_000);
    expect(run).toHaveBeenCalledOnce();
  });

  // Timers of Node that are longer than 2^31 - 1 ms, nearly 25 days, run after 1 ms.
  it.each([2 ** 31 - 1, 2 ** 31, 25 * DAY_MS, 60 * DAY_MS])('can last %i ms', (ms) => {
    const run = vi.fn();
    systemClock.setTimer(ms, run);
    vi.advanceTimersByTime(ms - 1);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
  });

  it('does not run after it was cancelled, even if it is longer than a timer of Node', () => {
    const run = vi.fn();
    const cancel = systemClock.setTimer(60 * DAY_MS, run);
    vi.advanceTimersByTime(55 * DAY_MS);
    cancel();
    vi.advanceTimersByTime(60 * DAY_MS);
    expect(run).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('a timer of the system clock keeps no process alive', async () => {
  const clock = JSON.stringify(new URL('../src/clock.ts', import.meta.url).href);
  const program = `const { systemClock } = await import(${clock}); systemClock.setTimer(60_000, () => {});`;
  const ended = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', `${program} process.stdout.write('set')`],
    { timeout: 10_000 },
  );
  expect(ended.stdout).toBe('set');
});

it('the system clock has the time of day, and a monotonic time that passes', async () => {
  const before = systemClock.monotonicMs();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const passedMs = systemClock.monotonicMs() - before;
  expect(passedMs).toBeGreaterThan(15);
  expect(Math.abs(Date.now() - systemClock.now().getTime())).toBeLessThan(1_000);
});
