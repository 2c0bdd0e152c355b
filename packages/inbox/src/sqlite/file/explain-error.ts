/** Adds the file and what to do to an error of SQLite or of the file system. Any other error is returned unchanged. */
export function explained(error: unknown, file: string): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  if ('code' in cause && cause.code === 'EISDIR')
    return new Error(`the database ${file} is a folder: expected a file`, { cause });
  const advice = 'errcode' in cause ? ADVICE[Number(cause.errcode) & 0xff] : undefined;
  return advice
    ? new Error(`the database ${file} ${advice} (SQLite says: ${cause.message})`, { cause })
    : cause;
}

/** The same for a copy: the source is only read, so what cannot be written is the target. */
export function explainedCopy(error: unknown, file: string, target: string): Error {
  const isWrite = error instanceof Error && 'errcode' in error && WRITES.has(Number(error.errcode) & 0xff);
  return explained(error, isWrite ? target : file);
}

// SQLITE_READONLY and SQLITE_FULL.
const WRITES = new Set([8, 13]);

// By SQLite's result codes.
const ADVICE: Readonly<Record<number, string>> = {
  5: 'is locked by another process that writes: end its transaction',
  8: 'cannot be written: check the rights of the file and its folder, and whether the file system is read-only',
  10: 'cannot be used: the disk reports an error, or it is no file',
  11: 'is damaged: see "The file is damaged" in docs/operations.md',
  13: 'cannot be written: the disk is full',
  14: 'cannot be opened: check the rights of the file and its folder, and whether the file system is read-only',
  26: 'is damaged or no SQLite database: see "The file is damaged" in docs/operations.md',
};
