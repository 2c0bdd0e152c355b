import { Worker } from 'node:worker_threads';
import type { Commit } from '../../commit.ts';
import { errorMessage } from '../../error-text.ts';
import { InboxUnavailableError, InvalidCallError, StatementError } from '../../errors.ts';
import type { ArgumentsOf, MethodName, ResultOf } from '../program.ts';
import type { CallMessage, CallResult, TransactionResult } from './protocol.ts';

/** A program in a thread of its own, as other threads call it. */
export interface Thread<P> {
  /** @throws InboxUnavailableError if the transaction failed; InvalidCallError or StatementError if the call is to blame. */
  call<M extends MethodName<P>>(method: M, ...args: ArgumentsOf<P, M>): Promise<ResultOf<P, M>>;
  close(): Promise<void>;
}

/** The same with the number of calls that shared it. */
export interface SharedCommit extends Commit {
  readonly calls: number;
}

/** What a thread reports while it runs. */
export interface ThreadOptions {
  /** Called once if the thread ends without having been closed, after its calls have been rejected. */
  readonly onFailure?: ((error: InboxUnavailableError) => void) | undefined;
  readonly onCommit?: ((commit: SharedCommit) => void) | undefined;
  /** Called with a sentence about a fault that the thread survives. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
  /** What runs in the thread. */
  readonly module?: URL;
  /** What error messages call it. */
  readonly name?: string;
}

/** Which program the thread opens, and with what. */
export interface WorkerData {
  readonly program: 'store' | 'reader' | 'checkpointer' | 'checker' | 'statements';
  readonly options: object;
}

interface Call {
  readonly message: CallMessage;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts a thread and opens a program in it. Calls are posted at once and wait in the thread: all that arrive while one
 * transaction runs share the next one and its wait for the disk.
 *
 * @throws Error if the program cannot be opened.
 */
export async function startThread<P>(
  workerData: WorkerData,
  { onFailure = () => {}, onCommit, onNotice, module = WORKER_MODULE, name = 'the store' }: ThreadOptions,
): Promise<Thread<P>> {
  const worker = new Worker(module, { workerData, resourceLimits: RESOURCES });
  // Of this turn of the event loop: they are posted as one message.
  let called: Call[] = [];
  // In the order in which their results come.
  let posted: Call[] = [];
  // Why no further call is accepted.
  let ended: InboxUnavailableError | undefined;

  const started = Promise.withResolvers<void>();
  let onEnd: (failure: InboxUnavailableError) => void = ({ cause }) => started.reject(cause);
  worker.once('message', () => {
    onEnd = onFailure;
    worker.on('message', onResult);
    started.resolve();
  });
  worker.once('error', fail);
  const exited = new Promise<void>((resolve) =>
    worker.once('exit', (code) => {
      fail(new Error(`its thread ended with code ${code}`));
      resolve();
    }),
  );

  /** An error is followed by the end of the thread: only the first of the two says what happened. */
  function fail(error: Error): void {
    const isUnexpected = ended === undefined;
    ended ??= new InboxUnavailableError(`${name} has failed: ${errorMessage(error)}`, { cause: error });
    for (const { reject } of [...posted.splice(0), ...called.splice(0)]) reject(ended);
    if (isUnexpected) onEnd(ended);
  }

  function post(): void {
    if (called.length === 0) return;
    worker.postMessage(called.map(({ message }) => message));
    posted = posted.concat(called);
    called = [];
  }

  function onResult(result: TransactionResult): void {
    const calls = posted.slice(0, result.calls);
    posted = posted.slice(result.calls);
    const { milliseconds, notices = [] } = result;
    for (const sentence of notices) onNotice?.(sentence);
    if ('results' in result) onCommit?.({ received: result.received, calls: calls.length, milliseconds });
    for (const [index, { resolve, reject }] of calls.entries()) {
      if ('failure' in result) reject(new InboxUnavailableError(result.failure));
      else end(result.results[index], resolve, reject);
    }
  }

  await started.promise;
  return {
    call(method, ...args) {
      if (ended) return Promise.reject(ended);
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      if (called.length === 0) setImmediate(post);
      called.push({ message: [method, args], resolve, reject });
      return promise;
    },
    async close() {
      if (!ended) {
        ended = new InboxUnavailableError(`${name} is closed`);
        post();
        // It follows the calls, so they are run first.
        worker.postMessage('close');
      }
      await exited;
    },
  };
}

// Without a limit V8 doubles the room for short-lived objects after 600,000 to 900,000 notifications, which takes 50 MiB for
// good; with it, throughput is the same (docs/decisions/0008).
const RESOURCES = { maxYoungGenerationSizeMb: 24 };

// The same module as source and as build output.
const WORKER_MODULE = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
);

function end(result: CallResult | undefined, resolve: Call['resolve'], reject: Call['reject']): void {
  if (!result) reject(new Error('a call has no result'));
  else if ('value' in result) resolve(result.value as never);
  else reject(result.isOfStatement ? new StatementError(result.error) : new InvalidCallError(result.error));
}
