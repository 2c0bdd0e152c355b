import type { EventType } from '@partner-webhooks/types';
import { onTestFinished } from 'vitest';
import {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  type Handler,
  handlersFor,
} from '../src/index.ts';
import { callsHaveEnded, type OpenStore, type TestOptions } from './stores.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** Runs everything that needs no timer of a clock of a test. */
export async function runReady(): Promise<void> {
  // What follows a call may make another one.
  for (let idle = 0; idle < 2; idle += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (await callsHaveEnded()) idle = 0;
  }
}

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
export async function runDispatcher(
  open: OpenStore,
  handle: Handler<EventType>,
  options: Partial<DispatcherOptions> & Pick<TestOptions, 'handlerTables'> = {},
) {
  const clock = createVirtualClock();
  const { handlerTables, ...dispatching } = options;
  const { inbox, rows, reopen, close } = await open({
    deduplicationWindow: 0,
    clock,
    ...(handlerTables !== undefined && { handlerTables }),
  });
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
      ...dispatching,
    });
  /** Ends the process that has the inbox, and starts the next. */
  const restart = () => reopen(async () => clock.forget());
  /** Runs everything, and moves the clock whenever nothing else is left to do. */
  const runAll = async () => {
    do await runReady();
    while (clock.advance());
  };
  onTestFinished(close);
  return { inbox, rows, dispatcher: start(), start, clock, logged, restart, runAll };
}
