import { Worker } from 'node:worker_threads';
import { errorMessage } from '../../error-text.ts';
import { InboxUnavailableError, InvalidCallError } from '../../errors.ts';
import type { Checker } from '../file/check-file.ts';
import type { Checkpointer } from '../file/checkpointer.ts';
import type { ReadStore } from '../read/read-store.ts';
import type { StatementRunner } from '../statements/statement-runner.ts';
import type { Advice } from '../write/damage.ts';
import type { Store, StoreOptions } from '../write/write-store.ts';

/** What every program that runs in a thread has besides its methods. */
export interface Transactions {
  /** @param methods what will be called in the transaction. */
  begin(methods: readonly string[]): void;
  commit(): void;
  rollback(): void;
  /** Does what can wait until nothing has been called for a while. */
  rest?(): void;
  /** Milliseconds until `sync` has to be called; `undefined` where all that has been committed has been synced. */
  syncDueIn?(): number | undefined;
  /** Has all that has been committed synced by the end of the transaction. */
  sync?(): void;
  /** Looks at what a transaction failed with, after its rollback. @returns what to do with its calls. */
  afterFailure?(error: unknown): Advice;
  /** What those who run the receiver have to be told, as sentences, since the last time. */
  notices?(): string[];
  /** Looks now and then whether the program can go on. @throws Error where it cannot; then the thread ends. */
  watch?(): void;
  close(): void;
}

/** The methods of a program that can be called from outside its thread. */
type Method<Program> = Exclude<keyof Program, keyof Transactions> & string;

/** What a thread is sent: calls, or the word to end. */
export type Message = readonly CallMessage[] | 'close';

/** One call. */
export type CallMessage = readonly [method: string, args: readonly unknown[]];

/** What one call gave. */
export type Result = { readonly value: unknown } | { readonly error: string };

/**
 * What one transaction gave: for the calls in it, which are the next ones that have not been answered, a result each; or
 * one failure for all, of which then none has had an effect.
 */
export type Answer = {
  readonly calls: number;
  readonly milliseconds: number;
  readonly notices?: readonly string[];
} & ({ readonly results: readonly Result[] } | { readonly failure: string });

/** A program in a thread of its own. */
export interface Thread<Program> {
  /** @throws InboxUnavailableError where the transaction failed, and InvalidCallError where the call is to blame. */
  call<M extends Method<Program>>(method: M, ...args: ArgumentsOf<Program[M]>): Promise<ResultOf<Program[M]>>;
  close(): Promise<void>;
}

type ArgumentsOf<F> = F extends (...args: infer A) => unknown ? A : never;
type ResultOf<F> = F extends (...args: never) => infer R ? R : never;

/** A transaction that has been committed. */
export interface Commit {
  /** What was called in it. */
  readonly methods: readonly string[];
  /** Milliseconds from its beginning until it was on disk. */
  readonly milliseconds: number;
}

interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** What a thread tells while it runs. */
export interface ThreadOptions {
  /** Called once where the thread ends without having been told to, after its calls have been rejected. */
  readonly onFailure?: ((error: InboxUnavailableError) => void) | undefined;
  readonly onCommit?: ((commit: Commit) => void) | undefined;
  /** Told of what is wrong while the thread goes on, in a sentence. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
  /** What runs in the thread. */
  readonly module?: URL;
  /** What errors call it. */
  readonly name?: string;
}

/** Starts the thread that has the store. @throws Error where the store cannot be opened. */
export function startStoreThread(options: StoreOptions, thread: ThreadOptions = {}): Promise<Thread<Store>> {
  return startThread({ program: 'store', options }, thread);
}

/** Starts the thread that has the lookup. @throws Error where the file is not there. */
export function startReaderThread(file: string, thread: ThreadOptions = {}): Promise<Thread<ReadStore>> {
  return startThread({ program: 'lookup', options: { file } }, thread);
}

/** Starts the thread that has the checkpointer. @throws Error where the file is not there. */
export function startCheckpointerThread(
  file: string,
  thread: ThreadOptions = {},
): Promise<Thread<Checkpointer>> {
  return startThread({ program: 'checkpointer', options: { file } }, thread);
}

/** Starts the thread that has a file for statements of others. @throws Error where the file cannot be opened. */
export function startDatabaseThread(
  file: string,
  thread: ThreadOptions = {},
): Promise<Thread<StatementRunner>> {
  return startThread({ program: 'statements', options: { file } }, { ...thread, name: 'the database' });
}

/** Starts the thread that has the checker. @throws Error where the file is not there. */
export function startCheckerThread(file: string): Promise<Thread<Checker>> {
  return startThread({ program: 'checker', options: { file } }, {});
}

/**
 * Starts a thread and opens a program in it. What is called is handed over at once, and waits there: all that has come in
 * while one transaction was under way shares the next one and its wait for the disk.
 */
async function startThread<Program>(
  workerData: {
    readonly program: 'store' | 'lookup' | 'checkpointer' | 'checker' | 'statements';
    readonly options: object;
  },
  { onFailure = () => {}, onCommit, onNotice, module = WORKER_MODULE, name = 'the store' }: ThreadOptions,
): Promise<Thread<Program>> {
  const worker = new Worker(module, { workerData, resourceLimits: RESOURCES });
  // Of this turn of the event loop: they go over as one message.
  let called: Call[] = [];
  // In the order in which they will be answered.
  let handedOver: Call[] = [];
  // Why nothing more is taken.
  let ended: InboxUnavailableError | undefined;

  const started = Promise.withResolvers<void>();
  let onEnd: (failure: InboxUnavailableError) => void = ({ cause }) => started.reject(cause);
  worker.once('message', () => {
    onEnd = onFailure;
    worker.on('message', onAnswer);
    started.resolve();
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
    const unforeseen = ended === undefined;
    ended ??= new InboxUnavailableError(`${name} has failed: ${errorMessage(error)}`, { cause: error });
    for (const { reject } of [...handedOver.splice(0), ...called.splice(0)]) reject(ended);
    if (unforeseen) onEnd(ended);
  }

  function handOver(): void {
    if (called.length === 0) return;
    worker.postMessage(called.map(({ method, args }) => [method, args]));
    handedOver = handedOver.concat(called);
    called = [];
  }

  function onAnswer(answer: Answer): void {
    const calls = handedOver.slice(0, answer.calls);
    handedOver = handedOver.slice(answer.calls);
    const { milliseconds, notices = [] } = answer;
    for (const sentence of notices) onNotice?.(sentence);
    if ('results' in answer) onCommit?.({ methods: calls.map(({ method }) => method), milliseconds });
    for (const [index, { resolve, reject }] of calls.entries()) {
      if ('failure' in answer) reject(new InboxUnavailableError(answer.failure));
      else complete(answer.results[index], resolve, reject);
    }
  }

  await started.promise;
  return {
    call(method, ...args) {
      if (ended) return Promise.reject(ended);
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      if (called.length === 0) setImmediate(handOver);
      called.push({ method, args, resolve, reject });
      return promise;
    },
    async close() {
      if (!ended) {
        ended = new InboxUnavailableError(`${name} is closed`);
        handOver();
        // It comes to this word when it has done everything that was called before.
        worker.postMessage('close');
      }
      await exited;
    },
  };
}

// Megabytes. What a call leaves behind is short-lived; without a limit V8 doubles the room for that some day, for good.
const RESOURCES = { maxYoungGenerationSizeMb: 24 };

// The same module as source and as build output.
const WORKER_MODULE = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
);

function complete(result: Result | undefined, resolve: Call['resolve'], reject: Call['reject']): void {
  if (result && 'value' in result) resolve(result.value as never);
  else reject(result ? new InvalidCallError(result.error) : new Error('the store gave no answer'));
}
