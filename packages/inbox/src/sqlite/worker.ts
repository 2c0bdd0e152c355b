import { parentPort, workerData } from 'node:worker_threads';
import { openStore } from './store.ts';
import type { Answer, Batch, Result } from './thread.ts';

// The thread that has the store. It runs each batch of calls in one transaction: one wait for the disk for all of them,
// and the main thread never waits for the disk at all.

const port = parentPort;
if (!port) throw new Error('this module runs in a worker thread');

const store = openStore(workerData);
port.postMessage({ ready: true });

port.on('message', (batch: Batch) => {
  if (batch === 'close') {
    store.close();
    port.close();
  } else {
    port.postMessage(answer(batch));
  }
});

function answer(batch: Exclude<Batch, 'close'>): Answer {
  try {
    store.begin();
    const results = batch.map(run);
    store.commit();
    return { results };
  } catch (error) {
    store.rollback();
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** SQLite's own errors end the whole batch; a call that makes no sense fails alone, before it has changed anything. */
function run([method, args]: Exclude<Batch, 'close'>[number]): Result {
  try {
    return { value: (store[method] as (...args: unknown[]) => unknown)(...args) };
  } catch (error) {
    if (!(error instanceof Error) || 'errcode' in error) throw error;
    return { error: error.message };
  }
}
