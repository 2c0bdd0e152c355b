import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createPrivateFile } from './private-file.ts';

/** The lock of an inbox: its holder is the only process that writes. It also has the marker that there is an inbox. */
export interface Lock {
  /** The real path of the database, so that a symbolic link has the same lock. */
  readonly file: string;
  /** The path of the lock itself, which is a SQLite database beside the inbox. */
  readonly lockFile: string;
  /** Whether an inbox was opened under this lock before: then its database must exist and must not be empty. */
  readonly hasMarker: boolean;
  /** Writes the marker. */
  mark(): void;
  close(): void;
}

/**
 * Opens the lock. The operating system releases it when the process ends, however it ends.
 *
 * @param synchronous whether the marker has to survive a loss of power.
 * @throws Error if another process has it.
 */
export function openLock(database: string, synchronous: 'FULL' | 'OFF'): Lock {
  const file = realPath(database);
  const lockFile = `${file}.lock`;
  createPrivateFile(lockFile);
  const lock = new DatabaseSync(lockFile);
  try {
    // In this mode the lock is held after the commit, until the connection is closed.
    lock.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA locking_mode = EXCLUSIVE;`);
    lock.exec(`BEGIN EXCLUSIVE; ${MARKER}; COMMIT;`);
  } catch (error) {
    lock.close();
    if (!isBusy(error))
      throw new Error(`the lock ${lockFile} cannot be used: ${(error as Error).message}`, { cause: error });
    throw new Error(`the inbox ${database} is in use by another process`, { cause: error });
  }
  return {
    file,
    lockFile,
    hasMarker: lock.prepare('SELECT 1 FROM inbox').get() !== undefined,
    mark: () => lock.exec('INSERT INTO inbox (id) VALUES (1) ON CONFLICT DO NOTHING'),
    close: () => lock.close(),
  };
}

/**
 * Waits until no other process has the database open. SQLite gives a connection exclusive access only then.
 *
 * @param timeoutMs for a reader, such as a backup.
 * @throws Error if another process still has it open.
 */
export function expectNoOtherProcess(file: string, timeoutMs: number): void {
  const probe = new DatabaseSync(file, { timeout: timeoutMs });
  try {
    probe.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    if (!isBusy(error)) throw error;
    throw new Error(
      `another process has the database ${file} open, which may be a receiver: waited ${timeoutMs / 1_000} s for it. ` +
        'Stop the other receiver, or close the backup or the shell that reads the file, and start again',
      { cause: error },
    );
  } finally {
    probe.close();
  }
}

/** The path without symbolic links, also of a file that does not exist. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink())
    return realPath(resolve(dirname(file), readlinkSync(file)));
  return join(realpathSync(dirname(file)), basename(file));
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}

const SQLITE_BUSY = 5;

const MARKER = 'CREATE TABLE IF NOT EXISTS inbox (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT';
