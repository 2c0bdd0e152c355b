import type { Checker } from '../file/check-file.ts';
import type { Checkpointer } from '../file/checkpointer.ts';
import type { ReadStore } from '../read/read-store.ts';
import type { StatementRunner } from '../statements/statement-runner.ts';
import type { Store, StoreOptions } from '../write/write-store.ts';
import { startThread, type Thread, type ThreadOptions } from './thread.ts';

/** Starts the thread of the store. @throws Error if the store cannot be opened. */
export function startStoreThread(options: StoreOptions, thread: ThreadOptions = {}): Promise<Thread<Store>> {
  return startThread({ program: 'store', options }, thread);
}

/** Starts the thread of the reader. @throws Error if the file is missing. */
export function startReaderThread(file: string, thread: ThreadOptions = {}): Promise<Thread<ReadStore>> {
  return startThread({ program: 'reader', options: { file } }, thread);
}

/** Starts the thread of the checkpointer. @throws Error if the file is missing. */
export function startCheckpointerThread(
  file: string,
  thread: ThreadOptions = {},
): Promise<Thread<Checkpointer>> {
  return startThread({ program: 'checkpointer', options: { file } }, thread);
}

/** Starts the thread of the checker. @throws Error if the file is missing. */
export function startCheckerThread(file: string): Promise<Thread<Checker>> {
  return startThread({ program: 'checker', options: { file } }, {});
}

/** Starts the thread of a database for the statements of handlers. @throws Error if the file cannot be opened. */
export function startDatabaseThread(
  file: string,
  thread: ThreadOptions = {},
): Promise<Thread<StatementRunner>> {
  return startThread({ program: 'statements', options: { file } }, { ...thread, name: 'the database' });
}
