import { chmodSync, closeSync, openSync } from 'node:fs';

/**
 * Makes a file that only its owner can read, where it does not exist, whatever the umask is: bodies are about people. Has to
 * be called before SQLite has the file open: closing a second descriptor would drop SQLite's locks.
 *
 * @throws Error where the file cannot be made, for instance because its folder is missing.
 */
export function createPrivateFile(file: string): void {
  closeSync(openSync(file, 'a', OWNER_ONLY));
  makePrivate(file);
}

/** Takes the rights of everyone but the owner away from files, such as those of an earlier version. What is missing stays so. */
export function makePrivate(...files: readonly string[]): void {
  for (const file of files) {
    try {
      chmodSync(file, OWNER_ONLY);
    } catch (error) {
      // The file of another user, or a file system without rights: SQLite says whether it can be used.
      if (!HARMLESS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

const OWNER_ONLY = 0o600;
const HARMLESS = new Set(['ENOENT', 'EPERM', 'EROFS', 'ENOTSUP']);
