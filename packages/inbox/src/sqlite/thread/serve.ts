import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { FileLostError } from '../file/file-guard.ts';
import type { Program } from '../program.ts';
import type { CallMessage, Message } from './protocol.ts';
import type { WorkerData } from './thread.ts';
import { createTransactions } from './transactions.ts';

/**
 * Opens a program and serves its calls until it is closed: all calls that have arrived are run in one transaction, with one
 * wait for the disk for all of them.
 *
 * @param port where calls arrive and their results go.
 * @throws Error if the program cannot be opened.
 */
export async function serve(port: MessagePort, { program: name, options }: WorkerData): Promise<void> {
  const open = await PROGRAMS[name]();
  const program = open(options as never);
  const run = createTransactions(program, FileLostError);
  port.postMessage({ ready: true });

  const idle = setTimeout(() => {
    if (!program.whenIdle) return;
    run([['whenIdle', []]]);
    scheduleSync();
  }, IDLE_MS);
  let syncTimer: NodeJS.Timeout | undefined;
  scheduleSync();
  const watch = setInterval(() => program.watch?.(), WATCH_INTERVAL_MS);

  port.on('message', (first: Message) => {
    const calls: CallMessage[] = [];
    let message: Message | undefined = first;
    while (message !== undefined && message !== 'close') {
      calls.push(...message);
      message = calls.length < MAX_CALLS_PER_TRANSACTION ? nextMessage() : undefined;
    }
    while (calls.length > 0) {
      for (const result of run(calls.splice(0, MAX_CALLS_PER_TRANSACTION)))
        port.postMessage({ ...result, ...takeNotices() });
    }
    idle.refresh();
    scheduleSync();
    if (message !== 'close') return;
    clearTimeout(idle);
    clearTimeout(syncTimer);
    clearInterval(watch);
    if (program.syncDueIn?.() !== undefined) run([['sync', []]]);
    program.close();
    port.close();
  });

  /** Sets the timer of the next sync, if one is due. Further calls do not postpone it. */
  function scheduleSync(): void {
    const dueInMs = program.syncDueIn?.();
    if (dueInMs !== undefined) syncTimer ??= setTimeout(sync, dueInMs);
  }

  function sync(): void {
    syncTimer = undefined;
    // Another commit may have synced meanwhile, such as that of an incoming notification.
    const results = program.syncDueIn?.() === 0 ? run([['sync', []]]) : [];
    if (results.some((result) => 'failure' in result)) syncTimer = setTimeout(sync, IDLE_MS);
    else scheduleSync();
  }

  function nextMessage(): Message | undefined {
    return receiveMessageOnPort(port)?.message;
  }

  function takeNotices(): { notices?: readonly string[] } {
    const notices = program.notices?.() ?? [];
    return notices.length > 0 ? { notices } : {};
  }
}

// Each thread loads its own program only: the checkpointer starts in 40 ms of CPU time in place of 68 ms.
const PROGRAMS: { readonly [name in WorkerData['program']]: () => Promise<(options: never) => Program> } = {
  store: async () => (await import('../write/write-store.ts')).openStore,
  reader: async () => (await import('../read/read-store.ts')).openReadStore,
  checkpointer: async () => (await import('../file/checkpointer.ts')).openCheckpointer,
  checker: async () => (await import('../file/check-file.ts')).openChecker,
  statements: async () => (await import('../statements/statement-runner.ts')).openStatementRunner,
};

// Without a call, after which deferred work is done.
const IDLE_MS = 100;

// Between two checks whether the program can go on, so that a lost file is noticed while nothing arrives.
const WATCH_INTERVAL_MS = 1_000;

// So that no call waits long for the next transaction.
const MAX_CALLS_PER_TRANSACTION = 256;
