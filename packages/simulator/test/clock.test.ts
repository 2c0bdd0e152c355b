import { expect, it } from 'vitest';
import { repeat, sleep } from '../src/index.ts';
import { createVirtualTime } from './virtual-time.ts';

it('repeat calls at each multiple of the interval, until it is stopped', async () => {
  const { clock, until } = createVirtualTime();
  const calls: number[] = [];
  const stop = repeat(clock, 100, () => calls.push(clock.monotonicMs()));
  await until(sleep(clock, 350));
  stop();
  await until(sleep(clock, 300));
  expect(calls).toEqual([100, 200, 300]);
});

it('repeat does not add up the delays of late timers', () => {
  const waits: number[] = [];
  let now = 0;
  let fire = () => {};
  const clock = {
    now: () => new Date(now),
    monotonicMs: () => now,
    setTimer: (milliseconds: number, run: () => void) => {
      waits.push(milliseconds);
      fire = run;
      return () => {};
    },
  };
  repeat(clock, 100, () => {});
  for (const lateAt of [130, 205, 420]) {
    now = lateAt;
    fire();
  }
  expect(waits).toEqual([100, 70, 95, 0]);
});
