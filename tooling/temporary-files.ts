import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** The variable with the folder for temporary files on the disk, if `TMPDIR` is in memory. */
export const DISK_FOLDER = 'TEST_DISK_FOLDER';

/** Vitest calls this once before the tests of a package: their temporary files are in memory, where there is room for them. */
export function setup(): (() => void) | undefined {
  // A folder that was asked for, or that of the test that runs this one.
  if (process.env['TMPDIR'] || !isUsable()) return undefined;
  const folder = mkdtempSync(`${MEMORY}/partner-webhooks-`);
  // A test that runs as root starts PostgreSQL as another user, who must get through it.
  chmodSync(folder, 0o711);
  // Both are inherited by the processes that run the tests.
  process.env[DISK_FOLDER] = tmpdir();
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

// The tests make tens of thousands of files, and delete them. On a disk those of the inbox take 92 s in place of 78 s.
const MEMORY = '/dev/shm';

/** All tests together have a quarter of it at a time. A container has 64 MiB if it asks for no more. */
const ROOM_BYTES = 2 * 1024 ** 3;

/** Whether it is there, has room, and lets tests run the programs that they make. */
function isUsable(): boolean {
  try {
    // A file system that is mounted later covers the others at its place.
    const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
    const [, , type, options = ''] =
      mounts.map((line) => line.split(' ')).findLast(([, at]) => at === MEMORY) ?? [];
    const { bavail, bsize } = statfsSync(MEMORY);
    return type === 'tmpfs' && !options.split(',').includes('noexec') && bavail * bsize >= ROOM_BYTES;
  } catch {
    // Only Linux has it.
    return false;
  }
}
