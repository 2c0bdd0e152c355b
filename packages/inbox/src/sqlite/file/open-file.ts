import { randomInt } from 'node:crypto';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../migrate.ts';
import { explained } from './explain-error.ts';
import { FileLostError, openFileGuard } from './file-guard.ts';
import { expectNoOtherProcess, type Lock, openLock } from './lock.ts';
import { createPrivateFile, makePrivate } from './private-file.ts';
import { LOG_BYTES } from './write-ahead-log.ts';

/** The file of an inbox, open for writing by this process alone. */
export interface OpenFile {
  readonly database: DatabaseSync;
  /** Call it before each transaction. @throws FileLostError if the log was deleted, replaced or truncated. */
  expectLog(): void;
  /** Call it after each transaction. @throws FileLostError if the transaction is not in the files at their paths. */
  expectFiles(): void;
  close(): void;
}

/**
 * Opens the file of an inbox, or creates it, and migrates it to the newest schema.
 *
 * @param synchronous `FULL`: a commit survives a loss of power. `OFF`: no commit waits for the disk.
 * @throws Error if another process has it open, if the inbox that was here is missing, or if it cannot be used.
 */
export function openFile(path: string, synchronous: 'FULL' | 'OFF'): OpenFile {
  const lock = openLock(path, synchronous);
  try {
    return open(lock, synchronous);
  } catch (error) {
    lock.close();
    throw explained(error, lock.file);
  }
}

function open(lock: Lock, synchronous: 'FULL' | 'OFF'): OpenFile {
  const { file } = lock;
  expectInbox(lock);
  createPrivateFile(file);
  makePrivate(`${file}-wal`, `${file}-shm`);
  // Under a lock with the marker no other receiver can be running, and a reader is harmless. A lock without the marker may
  // replace one that was removed while a receiver runs; and if the file has two names, each name has its own lock.
  if (!lock.hasMarker || statSync(file).nlink > 1) expectNoOtherProcess(file, BUSY_TIMEOUT_MS);
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // The checkpointer copies the log. The page cache keeps its default size: SQLite walks through all of it at the end of
    // most transactions (docs/decisions/0019).
    database.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};
      PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = ${LOG_BYTES};`);
    expectInboxTables(database, lock);
    migrate(database);
    // The file guard tells the file of this run from a copy of another time by it.
    database.exec(`PRAGMA application_id = ${randomInt(1, 2 ** 31)}; PRAGMA wal_checkpoint(PASSIVE);`);
    const guard = openFileGuard(file, database);
    lock.mark();
    return {
      database,
      expectLog: () => copyLogOnLoss(database, guard.checkLog),
      expectFiles: () => copyLogOnLoss(database, guard.check),
      close() {
        database.close();
        guard.close();
        lock.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite would silently create an empty inbox in place of a missing or empty file, and remove the log beside it. */
function expectInbox({ file, lockFile, hasMarker }: Lock): void {
  const bytes = sizeOf(file);
  if (bytes > 0) return;
  const found = bytes === 0 ? 'is empty' : 'is missing';
  const advice = `Restore a backup ("Back up and restore" in docs/operations.md)`;
  if (hasMarker)
    throw new Error(
      `the database ${file} ${found}, but has held an inbox before. ${advice}; to begin with an empty inbox, remove ${lockFile}`,
    );
  if (sizeOf(`${file}-wal`) > 0)
    throw new Error(
      `the database ${file} ${found}, but its log ${file}-wal is not. ${advice}; to begin with an empty inbox, remove the log`,
    );
}

function expectInboxTables(database: DatabaseSync, { file, lockFile, hasMarker }: Lock): void {
  const found = database
    .prepare(
      'SELECT user_version AS version, (SELECT count(*) FROM sqlite_schema) AS tables FROM pragma_user_version',
    )
    .get();
  if (Number(found?.['version']) > 0) return;
  if (Number(found?.['tables']) > 0)
    throw new Error(`the database ${file} is not an inbox: expected no tables but those of an inbox`);
  if (hasMarker)
    throw new Error(
      `the database ${file} has no tables, but has held an inbox before. Restore a backup; to begin with an empty inbox, remove it and ${lockFile}`,
    );
}

/** If a companion file was deleted, SQLite still has it open: the log is copied into the database before the process ends. */
function copyLogOnLoss(database: DatabaseSync, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof FileLostError && error.isWhole) copyLog(database);
    throw error;
  }
}

function copyLog(database: DatabaseSync): void {
  try {
    database.exec('PRAGMA wal_checkpoint(FULL)');
  } catch {
    // The missing file is the reason why the process ends, and is reported.
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? Number.NaN;
}

// For another process that writes, or for one that reads and may be a receiver.
const BUSY_TIMEOUT_MS = 10_000;
