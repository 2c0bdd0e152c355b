import { parentPort, workerData } from 'node:worker_threads';
import { SenselessCallError } from './handling.ts';
import { openLookup } from './lookup.ts';
import { openStore } from './store.ts';
import type { Answer, Batch, Result, Transactions } from './thread.ts';

// A thread that has the database open: either the store, which writes, or the lookup, which reads. It runs each batch
// of calls in one transaction: one wait for the disk for all of them, and the main thread never waits for it at all.

const PROGRAMS = { store: openStore, lookup: openLookup } as const;

const port = parentPort;
if (!port) throw new Error('this module runs in a worker thread');

const program = PROGRAMS[workerData.program as keyof typeof PROGRAMS](workerData.options) as Transactions;
port.postMessage({ ready: true });

port.on('message', (batch: Batch) => {
  if (batch === 'close') {
    program.close();
    port.close();
  } else {
    port.postMessage(answer(batch));
  }
});

function answer(batch: Exclude<Batch, 'close'>): Answer {
  try {
    program.begin();
    const results = batch.map(run);
    program.commit();
    return { results };
  } catch (error) {
    program.rollback();
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * A call that makes no sense fails alone, before it has changed anything. Any other error ends the whole batch: it may
 * have come half-way, and what the call had written until then must not be committed.
 */
function run([method, args]: Exclude<Batch, 'close'>[number]): Result {
  try {
    return { value: (program as unknown as Methods)[method]?.(...args) };
  } catch (error) {
    if (!(error instanceof SenselessCallError)) throw error;
    return { error: error.message };
  }
}

type Methods = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
