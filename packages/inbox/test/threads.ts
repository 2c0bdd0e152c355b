import { Worker as WorkerThread } from 'node:worker_threads';
import { afterAll, beforeAll } from 'vitest';
import { Worker as InThisThread } from './worker-in-this-thread.ts';

/** What the inboxes of the running file start their threads with; vitest.config.ts puts it in the place of that of Node. */
export let Worker: typeof WorkerThread | typeof InThisThread = WorkerThread;

/**
 * Has the inboxes of a file, or of what is in a `describe`, run their programs in the thread of the test. Call it first, where
 * nothing is about threads or about what happens at the same time: two threads per inbox cost 80 ms of CPU time.
 */
export function withoutThreads(): void {
  beforeAll(() => {
    Worker = InThisThread;
  });
  afterAll(() => {
    Worker = WorkerThread;
  });
}
