import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventType } from '@partner-webhooks/types';
import { onTestFinished } from 'vitest';
import {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  type Handler,
  handlersFor,
} from '../src/index.ts';
import { sameThreadInbox } from './same-thread.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** Runs everything that needs no timer. */
export const runReady = () => new Promise((resolve) => setImmediate(resolve));

/** What a test says of its dispatcher: the inbox, the clock, and the handler of every event type. */
export interface TestDispatcherOptions
  extends Pick<DispatcherOptions, 'inbox' | 'clock'>,
    Partial<Omit<DispatcherOptions, 'inbox' | 'clock' | 'handlers'>> {
  readonly handle: Handler<EventType>;
}

/** A dispatcher with the same handler for every event type. It logs nothing, and its jitter is always one half. */
export function createTestDispatcher({ handle, ...options }: TestDispatcherOptions): Dispatcher {
  return createDispatcher({
    concurrency: 4,
    timeout: 30_000,
    retry: { maxAttempts: 4, firstDelay: 1_000, maxDelay: 60_000 },
    random: () => 0.5,
    logFor: () => ({ info() {}, warn() {}, error() {} }),
    onInboxError: (error) => {
      throw error;
    },
    handlers: handlersFor(handle),
    ...options,
  });
}

/** An inbox and its dispatcher in virtual time, for the length of a test. */
export function runDispatcher(handle: Handler<EventType>, options: Partial<DispatcherOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'dispatch-'));
  const clock = createVirtualClock();
  const storeOptions = { file: join(folder, 'inbox.db'), deduplicationWindow: 0, quarantineCapacity: 1 };
  const inbox = { ...sameThreadInbox(storeOptions, clock) };
  const logged: string[] = [];
  const start = () =>
    createTestDispatcher({
      inbox,
      clock,
      handle,
      logFor: ({ id }) => ({
        info: (_fields, message) => logged.push(`${id}: ${message}`),
        warn: (_fields, message) => logged.push(`${id}: ${message}`),
        error: (_fields, message) => logged.push(`${id}: ${message}`),
      }),
      onInboxError: (error) => logged.push(String(error)),
      ...options,
    });
  /** Ends the process that has the inbox, and starts the next. */
  const restart = async () => {
    await inbox.close();
    clock.forget();
    Object.assign(inbox, sameThreadInbox(storeOptions, clock));
  };
  /** Runs everything, and moves the clock whenever nothing else is left to do. */
  const runAll = async () => {
    do await runReady();
    while (clock.advance());
  };
  onTestFinished(async () => {
    await inbox.close();
    rmSync(folder, { recursive: true });
  });
  return { inbox, dispatcher: start(), start, clock, logged, restart, runAll };
}
