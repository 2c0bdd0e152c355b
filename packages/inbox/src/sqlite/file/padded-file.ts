import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makePrivate } from './private-file.ts';
import { isDamage } from './readable-rows.ts';

/** A database that is open for reading: the file itself, or a padded copy. */
export interface WholeFile {
  readonly database: DatabaseSync;
  /** How many bytes the file is shorter than its header says, if SQLite does not open it for that reason. */
  readonly missingBytes: number;
  close(): void;
}

/**
 * Opens a database for reading, also one that lacks its last pages, which SQLite does not open. Then a copy is opened whose
 * last pages are zeros. The original is never written to.
 *
 * @param beside where the path of the folder with the copy begins. Only its owner can enter it, and closing removes it.
 */
export function openWhole(file: string, beside: string): WholeFile {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  if (isReadable(database)) return { database, missingBytes: 0, close: () => database.close() };
  const expected = expectedBytes(file) ?? 0;
  const missingBytes = Math.max(0, expected - statSync(file).size);
  if (missingBytes === 0) return { database, missingBytes, close: () => database.close() };
  database.close();
  const folder = mkdtempSync(`${beside}.padded-`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, 'padded.db');
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    makePrivate(copy, `${copy}-wal`);
    truncateSync(copy, expected);
    const padded = new DatabaseSync(copy, { readOnly: true });
    return {
      database: padded,
      missingBytes,
      close() {
        padded.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Whether SQLite opens it, sound pages or not. @throws Error for any other reason than damage. */
function isReadable(database: DatabaseSync): boolean {
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch (error) {
    if (isDamage(error)) return false;
    database.close();
    throw error;
  }
}

/** The size that the header of a database says (https://sqlite.org/fileformat.html, section 1.3). */
function expectedBytes(file: string): number | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    if (readSync(descriptor, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return undefined;
  } finally {
    closeSync(descriptor);
  }
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const size = header.readUInt16BE(PAGE_SIZE);
  // 1 stands for 65,536.
  return (size === 1 ? 65_536 : size) * header.readUInt32BE(PAGES);
}

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
// Offsets in the header.
const PAGE_SIZE = 16;
const PAGES = 28;
const BUSY_TIMEOUT_MS = 5_000;
