import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { errorMessage, isInstance } from '../../error-text.ts';
import { InvalidCallError } from '../../errors.ts';
import { openChecker } from '../file/check-file.ts';
import { openCheckpointer } from '../file/checkpointer.ts';
import { FileLostError } from '../file/file-guard.ts';
import { openReadStore } from '../read/read-store.ts';
import { openStatementRunner } from '../statements/statement-runner.ts';
import { openStore } from '../write/write-store.ts';
import type { Answer, CallMessage, Message, Result, Transactions } from './thread.ts';

// A thread that has a database open: the store, which writes, the lookup, which reads, the checkpointer, the checker, or
// statements of others. It runs all calls that have come in by then in one transaction: one wait for the disk for all of them,
// and the main thread never waits for it.

const PROGRAMS = {
  store: openStore,
  lookup: openReadStore,
  checkpointer: openCheckpointer,
  checker: openChecker,
  statements: openStatementRunner,
} as const;

// Milliseconds without a call after which there is time for what can wait.
const REST = 100;

// Milliseconds between two looks whether the program can go on, so that it is noticed while nothing arrives.
const WATCH = 1_000;

// A transaction is short enough that nobody waits long for the next one.
const MAX_CALLS_PER_TRANSACTION = 256;

const port = parentPort;
if (!port) throw new Error('this module runs in a worker thread');

const program = PROGRAMS[workerData.program as keyof typeof PROGRAMS](workerData.options) as Transactions;
port.postMessage({ ready: true });

const rest = setTimeout(() => {
  if (!program.rest) return;
  transaction([['rest', []]]);
  syncInTime();
}, REST);
let syncing: NodeJS.Timeout | undefined;
syncInTime();
const watch = setInterval(() => program.watch?.(), WATCH);

port.on('message', (first: Message) => {
  const calls: CallMessage[] = [];
  let message: Message | undefined = first;
  while (message !== undefined && message !== 'close') {
    calls.push(...message);
    message = calls.length < MAX_CALLS_PER_TRANSACTION ? nextMessage() : undefined;
  }
  while (calls.length > 0) {
    for (const answer of transaction(calls.splice(0, MAX_CALLS_PER_TRANSACTION)))
      port.postMessage({ ...answer, ...noticed() });
  }
  rest.refresh();
  syncInTime();
  if (message !== 'close') return;
  clearTimeout(rest);
  clearTimeout(syncing);
  clearInterval(watch);
  if (program.syncDueIn?.() !== undefined) transaction([['sync', []]]);
  program.close();
  port.close();
});

/** Sets the timer of the next sync, where one is due. Calls that keep coming do not put it off. */
function syncInTime(): void {
  const due = program.syncDueIn?.();
  if (due !== undefined) syncing ??= setTimeout(sync, due);
}

function sync(): void {
  syncing = undefined;
  // What the timer was set for may have been synced meanwhile, with a receipt for instance.
  const answers = program.syncDueIn?.() === 0 ? transaction([['sync', []]]) : [];
  if (answers.some((answer) => 'failure' in answer)) syncing = setTimeout(sync, REST);
  else syncInTime();
}

function nextMessage(): Message | undefined {
  return port && receiveMessageOnPort(port)?.message;
}

/** @returns one answer for all, or several where what failed had to be found out. */
function transaction(calls: readonly CallMessage[]): Answer[] {
  const began = performance.now();
  const taken = () => ({ calls: calls.length, milliseconds: performance.now() - began });
  try {
    program.begin(calls.map(([method]) => method));
    const results = calls.map(run);
    program.commit();
    return [{ ...taken(), results }];
  } catch (error) {
    // Nothing more must be acknowledged: the thread ends, and with it the process.
    if (error instanceof FileLostError) throw error;
    program.rollback();
    const advice = program.afterFailure?.(error) ?? 'give up';
    if (advice === 'again') return transaction(calls);
    if (advice === 'apart' && calls.length > 1) return calls.flatMap((call) => transaction([call]));
    return [{ ...taken(), failure: errorMessage(error) }];
  }
}

function noticed(): { notices?: readonly string[] } {
  const notices = program.notices?.() ?? [];
  return notices.length > 0 ? { notices } : {};
}

/**
 * A call that makes no sense fails alone, before it has changed anything. Any other error ends the whole transaction: it
 * may have come half-way, and what the call had written until then must not be committed.
 */
function run([method, args]: CallMessage): Result {
  try {
    return { value: (program as unknown as Methods)[method]?.(...args) };
  } catch (error) {
    if (!isInstance(error, InvalidCallError)) throw error;
    return { error: error.message };
  }
}

type Methods = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
