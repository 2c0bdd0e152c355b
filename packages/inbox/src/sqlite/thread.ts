import { Worker } from 'node:worker_threads';
import { InboxUnavailableError } from '../inbox.ts';
import type { Store, StoreOptions } from './store.ts';

/** The methods of the store that can be called from outside its thread. */
type Method = Exclude<keyof Store, 'begin' | 'commit' | 'rollback' | 'close'>;

/** Calls for one transaction, or the word to end. */
export type Batch = readonly (readonly [method: Method, args: readonly unknown[]])[] | 'close';

/** What one call gave. */
export type Result = { readonly value: unknown } | { readonly error: string };

/** What a batch gave: a result for each call, or one failure for all, of which then none has had an effect. */
export type Answer = { readonly results: readonly Result[] } | { readonly failure: string };

/** The store, in a thread of its own. */
export interface StoreThread {
  /** @throws InboxUnavailableError where the transaction failed, and Error where the call itself makes no sense. */
  call<M extends Method>(method: M, ...args: Parameters<Store[M]>): Promise<ReturnType<Store[M]>>;
  close(): Promise<void>;
}

interface Call {
  readonly method: Method;
  readonly args: readonly unknown[];
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts the thread and opens the store in it. Calls that arrive while a transaction is under way share the next one:
 * the busier the inbox, the more of them share the wait for the disk.
 *
 * @param onFailure called once where the thread ends without having been told to, after its calls have been rejected.
 * @param module what runs in the thread.
 * @throws Error where the store cannot be opened.
 */
export async function startStoreThread(
  options: StoreOptions,
  onFailure: (error: InboxUnavailableError) => void,
  module = STORE_MODULE,
): Promise<StoreThread> {
  const worker = new Worker(module, { workerData: options });
  const waiting: Call[] = [];
  let underWay: Call[] = [];
  let ended: InboxUnavailableError | undefined;

  const started = Promise.withResolvers<void>();
  let onEnd: (failure: InboxUnavailableError) => void = ({ cause }) => started.reject(cause);
  worker.once('message', () => {
    onEnd = onFailure;
    started.resolve();
    worker.on('message', onAnswer);
    send();
  });
  worker.once('error', fail);
  const exited = new Promise<void>((resolve) =>
    worker.once('exit', (code) => {
      fail(new Error(`its thread ended with code ${code}`));
      resolve();
    }),
  );

  /** Of an error and the end of the thread that follows it, only the first says what happened. */
  function fail(error: Error): void {
    if (ended) return;
    ended = new InboxUnavailableError(`the store has failed: ${error.message}`, { cause: error });
    for (const { reject } of [...underWay.splice(0), ...waiting.splice(0)]) reject(ended);
    onEnd(ended);
  }

  function send(): void {
    if (underWay.length > 0 || waiting.length === 0) return;
    underWay = waiting.splice(0, MAX_BATCH);
    worker.postMessage(underWay.map(({ method, args }) => [method, args]));
  }

  function onAnswer(answer: Answer): void {
    const calls = underWay;
    underWay = [];
    send();
    for (const [index, { resolve, reject }] of calls.entries()) {
      if ('failure' in answer) reject(new InboxUnavailableError(answer.failure));
      else settle(answer.results[index], resolve, reject);
    }
  }

  await started.promise;
  return {
    call(method, ...args) {
      if (ended) return Promise.reject(ended);
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      waiting.push({ method, args, resolve, reject });
      // Those of the same turn of the event loop share a transaction already when the store is idle.
      if (waiting.length === 1) queueMicrotask(send);
      return promise;
    },
    async close() {
      ended = new InboxUnavailableError('the inbox is closed');
      worker.postMessage('close');
      await exited;
    },
  };
}

// The same module as source and as build output.
const STORE_MODULE = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
);

// A transaction is short enough that nobody waits long for the next one.
const MAX_BATCH = 256;

function settle(result: Result | undefined, resolve: Call['resolve'], reject: Call['reject']): void {
  if (result && 'value' in result) resolve(result.value as never);
  else reject(new Error(result?.error ?? 'the store gave no answer'));
}
