import { setTimeout as wait } from 'node:timers/promises';
import { AdminApiError } from '@partner-webhooks/admin-api/client';
import type { DiscardParts, PartsOptions } from '@partner-webhooks/admin-api/in-parts';
import { createProgressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs a change in parts, and shows the progress if that takes long. An interrupt (Ctrl+C) cancels it after the present part.
 * If it fails, what was done until then is shown before the error.
 *
 * @param text what has been done, in words.
 */
export async function runInParts<Done>(
  terminal: Terminal,
  text: (done: Done) => string,
  run: (options: PartsOptions<Done> & Pick<DiscardParts, 'isLost' | 'wait'>) => Promise<Done>,
): Promise<{ readonly done: Done; readonly isCancelled: boolean }> {
  const control = new AbortController();
  const line = createProgressLine(terminal, PLAIN_INTERVAL_MS);
  let last: Done | undefined;
  const cancel = () => {
    terminal.err('Cancelling after the present part. What has been done stays.\n');
    control.abort();
  };
  process.once('SIGINT', cancel);
  try {
    const done = await run({
      signal: control.signal,
      onProgress(now) {
        last = now;
        line.show(() => text(now));
      },
      isLost: (error) => error instanceof AdminApiError && error.failure === 'unreachable',
      wait: () => wait(RETRY_MS),
    });
    return { done, isCancelled: control.signal.aborted };
  } catch (error) {
    line.end();
    if (last !== undefined) terminal.err(`Before it failed: at least ${text(last)}.\n`);
    throw error;
  } finally {
    line.end();
    process.off('SIGINT', cancel);
  }
}

const RETRY_MS = 1_000;
const PLAIN_INTERVAL_MS = 1_600;
