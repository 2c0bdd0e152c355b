import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';

/** A plugin of Vitest: an inbox in the process of a test starts its threads with the `Worker` of a file of this folder. */
export function replaceWorker(file: 'threads.ts' | 'worker-in-this-thread.ts'): Plugin {
  const module = JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));
  return {
    name: 'replace-worker',
    transform(code, id) {
      if (!id.endsWith('/packages/inbox/src/sqlite/thread/thread.ts')) return null;
      const workerThreads = /(['"])node:worker_threads\1/;
      if (!workerThreads.test(code)) throw new Error(`expected an import of the worker threads in ${id}`);
      return code.replace(workerThreads, module);
    },
  };
}
