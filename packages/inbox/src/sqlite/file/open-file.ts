import { randomInt } from 'node:crypto';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../migrate.ts';
import { explained } from './explain-error.ts';
import { FileLostError, openFileGuard } from './file-guard.ts';
import { expectNoOtherProcess, type Lock, takeLock } from './lock.ts';
import { createPrivateFile, makePrivate } from './private-file.ts';
import { LOG_BYTES } from './write-ahead-log.ts';

/** The file of an inbox, open for writing by this process alone. */
export interface OpenFile {
  readonly database: DatabaseSync;
  /** Has to be called before a transaction. @throws FileLostError where the log has been tampered with. */
  expectLog(): void;
  /** Has to be called after a transaction. @throws FileLostError where the transaction is not in the files at their paths. */
  expectFiles(): void;
  close(): void;
}

/**
 * Opens the file of an inbox, or makes it, and brings it to the newest schema.
 *
 * @param synchronous `FULL` makes a commit outlive a loss of power, in WAL mode too; `OFF` waits for no disk.
 * @throws Error where another process has it open, where an inbox that was here is missing, and where it cannot be used.
 */
export function openFile(path: string, synchronous: 'FULL' | 'OFF'): OpenFile {
  const lock = takeLock(path, synchronous);
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
  // Under a lock that an earlier start has marked, no other receiver can be running, and a reader is harmless. Where the
  // lock is new, it may have been removed under a receiver; where the file has two names, each has a lock of its own.
  if (!lock.hasMarker || statSync(file).nlink > 1) expectNoOtherProcess(file, PATIENCE_MS);
  const database = new DatabaseSync(file, { timeout: PATIENCE_MS });
  try {
    // The checkpointer copies the log. The cache stays as small as it is: SQLite goes through all of it at the end of most
    // transactions.
    database.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};
      PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = ${LOG_BYTES};`);
    expectNothingElse(database, lock);
    migrate(database);
    // Tells this run's file from a copy that was made at another time (file-guard.ts).
    database.exec(`PRAGMA application_id = ${randomInt(1, 2 ** 31)}; PRAGMA wal_checkpoint(PASSIVE);`);
    const guard = openFileGuard(file, database);
    lock.mark();
    return {
      database,
      expectLog: () => rescued(database, guard.checkLog),
      expectFiles: () => rescued(database, guard.check),
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

/** SQLite would make an empty inbox of a missing or empty file without a word, and remove the log beside it. */
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

function expectNothingElse(database: DatabaseSync, { file, lockFile, hasMarker }: Lock): void {
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

/** What is acknowledged and not copied yet is in the log that SQLite has open, even when that was deleted: it is copied. */
function rescued(database: DatabaseSync, check: () => void): void {
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
    // The reason why the process ends is the missing file, and is reported.
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? Number.NaN;
}

// How long a start waits for another process that writes, or for one that reads and may be a receiver.
const PATIENCE_MS = 10_000;
