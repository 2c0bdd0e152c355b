import { chmodSync, closeSync, openSync } from 'node:fs';

/**
 * Creates a file that only its owner can read, whatever the umask is, if it does not exist: bodies contain personal data.
 * Call it before SQLite opens the file: closing a second descriptor drops SQLite's locks.
 *
 * @throws Error if the file cannot be created, for instance because its folder is missing.
 */
export function createPrivateFile(file: string): void {
  closeSync(openSync(file, 'a', OWNER_ONLY));
  makePrivate(file);
}

/** Removes the rights of all users but the owner from files, such as those of an earlier version. Missing files are ignored. */
export function makePrivate(...files: readonly string[]): void {
  for (const file of files) {
    try {
      chmodSync(file, OWNER_ONLY);
    } catch (error) {
      // The file of another user, or a file system without rights: whether it can be used, SQLite finds out.
      if (!HARMLESS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

const OWNER_ONLY = 0o600;
const HARMLESS = new Set(['ENOENT', 'EPERM', 'EROFS', 'ENOTSUP']);
