import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig, type Plugin } from 'vitest/config';
import shared from '../../vitest.config.ts';

/** Has an inbox start its threads with what the running file has chosen: see test/threads.ts. */
const chosenWorker: Plugin = {
  name: 'chosen-worker',
  transform(code, id) {
    if (!id.endsWith('/packages/inbox/src/sqlite/thread/thread.ts')) return null;
    const workerThreads = /(['"])node:worker_threads\1/;
    if (!workerThreads.test(code)) throw new Error(`expected an import of the worker threads in ${id}`);
    return code.replace(
      workerThreads,
      JSON.stringify(fileURLToPath(new URL('test/threads.ts', import.meta.url))),
    );
  },
};

export default mergeConfig(shared, defineConfig({ plugins: [chosenWorker] }));
