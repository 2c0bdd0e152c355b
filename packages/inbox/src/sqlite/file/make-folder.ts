import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it where they do not exist, for nobody else on the machine: bodies are about people. The
 * entry of each new one is synced. A file in it can be synced as often as one likes, and still be gone after a loss of power
 * with the folder.
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
    // Windows opens no folders, and some file systems sync none.
    if (!CANNOT.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

// EACCES and EPERM: entered without the right to list it, or Windows.
const CANNOT = new Set(['EACCES', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM']);
