import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and those above it if they do not exist. Only the user of the process can enter it: bodies contain
 * personal data. The entry of each new folder is synced: without that, a loss of power can take the folder away together with
 * every synced file in it.
 */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  let parent = resolve(folder);
  do {
    parent = dirname(parent);
    syncFolder(parent);
  } while (parent !== top);
}

function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch (error) {
    // Windows cannot open a folder, and some file systems cannot sync one.
    if (!UNSUPPORTED.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

// EACCES and EPERM: a folder that can be entered and not listed, or Windows.
const UNSUPPORTED = new Set(['EACCES', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM']);
