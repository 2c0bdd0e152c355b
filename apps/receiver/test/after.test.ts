import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { after } from '../src/after.ts';

const DAY = 86_400_000;

it('a timer of more than 2^31 - 1 ms does not call back at once', async () => {
  let called = 0;
  const cancel = [2 ** 31, 40 * DAY, 36_500 * DAY, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY].map(
    (milliseconds) => after(milliseconds, () => (called += 1)),
  );
  await wait(50);
  for (const each of cancel) each();
  expect(called).toBe(0);
});

it('a timer of any length calls back once, when its time has come', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const called: number[] = [];
  for (const days of [0, 1, 24, 25, 40, 60]) after(days * DAY, () => called.push(days));
  const cancel = after(50 * DAY, () => called.push(50));
  vi.advanceTimersByTime(45 * DAY);
  expect(called).toEqual([0, 1, 24, 25, 40]);
  cancel();
  vi.advanceTimersByTime(45 * DAY);
  expect(called).toEqual([0, 1, 24, 25, 40, 60]);
});
