import { parentPort, workerData } from 'node:worker_threads';

// A store that fails as the test wants it to: at once, or when the first batch of calls arrives.

const { failure, whenCalled } = workerData.options as FailingWorkerData;

/** What the test tells the thread. */
export interface FailingWorkerData {
  readonly failure: 'throws' | 'exits';
  readonly whenCalled: boolean;
}

if (!whenCalled) fail();
parentPort?.postMessage({ ready: true });
parentPort?.once('message', fail);

function fail(): void {
  if (failure === 'throws') throw new Error('a fault');
  process.exit(7);
}
