import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_TYPES, type Notification } from '@partner-webhooks/types';
import { onTestFinished } from 'vitest';
import {
  createDispatcher,
  type DispatcherOptions,
  type HandlerContext,
  type Handlers,
} from '../src/index.ts';
import { sameThreadInbox } from './same-thread.ts';
import { virtualTime } from './virtual-time.ts';

export type Handle = (notification: Notification, context: HandlerContext) => Promise<void>;

/** Lets everything run that waits for nothing but its turn. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A dispatcher in virtual time, with the same handler for every event type, for the length of a test. */
export function runDispatcher(handle: Handle, options: Partial<DispatcherOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'dispatch-'));
  const time = virtualTime();
  const storeOptions = { file: join(folder, 'inbox.db'), deduplicationWindow: 0, quarantineCapacity: 1 };
  const inbox = { ...sameThreadInbox(storeOptions, time.now) };
  const logged: string[] = [];
  const start = () =>
    createDispatcher({
      inbox,
      concurrency: 4,
      timeout: 30_000,
      retry: { maxAttempts: 4, firstDelay: 1_000, maxDelay: 60_000 },
      now: time.now,
      random: () => 0.5,
      after: time.after,
      handlers: Object.fromEntries(
        EVENT_TYPES.map((eventType) => [eventType, handle]),
      ) as unknown as Handlers,
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
    time.forget();
    Object.assign(inbox, sameThreadInbox(storeOptions, time.now));
  };
  /** Runs everything, and moves the clock whenever nothing else is left to do. */
  const runAll = async () => {
    do await turn();
    while (time.advance());
  };
  onTestFinished(async () => {
    await inbox.close();
    rmSync(folder, { recursive: true });
  });
  return { inbox, dispatcher: start(), start, time, logged, restart, runAll };
}
