import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Checks that the files at their paths are still those that SQLite has open. SQLite does not notice: it writes to a file that
 * has been deleted, and every commit succeeds.
 *
 * @see https://www.sqlite.org/howtocorrupt.html
 */
export interface FileGuard {
  /** Checks that the log was not truncated. Call it before a transaction: a commit would hide that. @throws as `check`. */
  checkLog(): void;
  /** @throws FileLostError if a file was deleted, replaced, truncated or overwritten. */
  check(): void;
  /** Call it after every connection of this process to the database has been closed. */
  close(): void;
}

/** A file is not the one that was opened. Anything written now would be lost. */
export class FileLostError extends Error {
  override readonly name = 'FileLostError';
  /** Only a companion file is missing: everything acknowledged can still be copied into the database. */
  readonly isWhole: boolean;

  constructor(file: string, what: string, isWhole = false) {
    super(`${file} ${what} while the receiver runs: expected the file that was opened`);
    this.isWhole = isWhole;
  }
}

/**
 * Opens the guard of a database that is open in WAL mode and has been written to.
 *
 * @param file the real path of the database.
 * @param hasFixedSchema whether the schema never changes: then a file that was copied over it is recognised by its header.
 */
export function openFileGuard(file: string, database: DatabaseSync, hasFixedSchema = true): FileGuard {
  const [logFile, indexFile] = [`${file}-wal`, `${file}-shm`];
  // It stays open until SQLite has closed the file: closing it drops the locks of the whole process.
  const descriptor = openSync(file, 'r');
  const header = Buffer.alloc(HEADER_BYTES);
  const log = database.prepare('PRAGMA wal_checkpoint(NOOP)');
  const [cookie, run] = [
    database.prepare('PRAGMA schema_version'),
    database.prepare('PRAGMA application_id'),
  ];
  const opened = { file: statOf(file), log: statOf(logFile), index: statOf(indexFile) };
  readHeader();
  const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  let expected = [inFile(), inDatabase()];
  let fileBytes = opened.file.size;
  let logBytes = opened.log.size;

  function statOf(path: string): Stats {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) throw new FileLostError(path, 'was deleted', path !== file);
    return stats;
  }

  function unchanged(path: string, before: Stats): Stats {
    const stats = statOf(path);
    if (stats.ino !== before.ino || stats.dev !== before.dev)
      throw new FileLostError(path, 'was replaced by another file');
    return stats;
  }

  function readHeader(): void {
    header.fill(0);
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
  }

  /** Both differ in a copy of another time: `VACUUM INTO` increments the one, every start of a receiver draws the other. */
  function inFile(): Signature {
    return { cookie: header.readUInt32BE(SCHEMA_COOKIE), run: header.readUInt32BE(APPLICATION_ID) };
  }

  function inDatabase(): Signature {
    return {
      cookie: Number(cookie.get()?.['schema_version']),
      run: Number(run.get()?.['application_id']),
    };
  }

  function isExpected(): boolean {
    const found = inFile();
    return expected.some((each) => each.cookie === found.cookie && each.run === found.run);
  }

  function bytesOf(frames: number): number {
    return frames > 0 ? LOG_HEADER_BYTES + frames * (FRAME_HEADER_BYTES + pageBytes) : 0;
  }

  function checkLog(): void {
    const { size } = unchanged(logFile, opened.log);
    // Another process may truncate the log when all of it has been copied. Then SQLite knows the new length.
    if (size < logBytes && size < bytesOf(Number(log.get()?.['log'])))
      throw new FileLostError(logFile, 'was truncated');
    logBytes = size;
  }

  return {
    checkLog,
    check() {
      const { size } = unchanged(file, opened.file);
      logBytes = Math.max(logBytes, unchanged(logFile, opened.log).size);
      unchanged(indexFile, opened.index);
      readHeader();
      if (size < fileBytes && size < Math.max(HEADER_BYTES, header.readUInt32BE(PAGES) * pageBytes))
        throw new FileLostError(file, 'was truncated');
      if (!header.includes(MAGIC)) throw new FileLostError(file, 'was overwritten');
      if (hasFixedSchema && !isExpected()) {
        // Another process may have changed the schema through SQLite, which then has the same values.
        expected = [...expected, inDatabase()];
        if (!isExpected()) throw new FileLostError(file, size === 0 ? 'was truncated' : 'was overwritten');
      }
      fileBytes = size;
    },
    close: () => closeSync(descriptor),
  };
}

interface Signature {
  readonly cookie: number;
  readonly run: number;
}

// https://www.sqlite.org/fileformat2.html: the header of the database, and the log.
const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const PAGES = 28;
const SCHEMA_COOKIE = 40;
const APPLICATION_ID = 68;
const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
