import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { debounce, restartable } from '../tooling/restartable.ts';

/** A program that runs until it is ended. @returns all of its processes. */
function runs(mayStart = () => true) {
  const children: ChildProcess[] = [];
  const program = restartable(() => {
    if (!mayStart()) return undefined;
    const child = spawn('sleep', ['60']);
    children.push(child);
    return child;
  });
  onTestFinished(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  const running = () =>
    children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  return { ...program, children, running };
}

describe('a program of pnpm dev', () => {
  it('is started once for several changes while it ends', async () => {
    const { restart, children, running } = runs();
    restart();
    restart();
    restart();
    await vi.waitFor(() => expect(children).toHaveLength(2), 30_000);
    await wait(50);
    expect([children.length, running().length]).toEqual([2, 1]);
    restart();
    await vi.waitFor(() => expect(children).toHaveLength(3), 30_000);
  });

  it('that has ended by itself is started by the next change, and not before', async () => {
    const { restart, children } = runs();
    children[0]?.kill('SIGKILL');
    if (children[0]) await once(children[0], 'exit');
    expect(children).toHaveLength(1);
    restart();
    expect(children).toHaveLength(2);
  });

  it('is not started when all of them end', async () => {
    let isEnding = false;
    const { restart, children } = runs(() => !isEnding);
    restart();
    isEnding = true;
    if (children[0]) await once(children[0], 'exit');
    restart();
    expect(children).toHaveLength(1);
  });
});

it('several changes at once cause one action', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const action = vi.fn();
  const changed = debounce(300, action);
  for (let n = 0; n < 5; n += 1) {
    changed();
    vi.advanceTimersByTime(200);
  }
  expect(action).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(action).toHaveBeenCalledTimes(1);
});
