import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** The variable with the folder for temporary files on the disk, if `TMPDIR` is in memory. */
export const DISK_FOLDER = 'TEST_DISK_FOLDER';

/** Vitest calls this once before the tests of a package: their temporary files are in memory, where there is room for them. */
export function setup(): (() => void) | undefined {
  // A folder that was asked for, or that of the test that runs this one.
  if (process.env['TMPDIR'] || !isUsable()) return undefined;
  removeLeftOver(MEMORY);
  // The process whose end makes it left over.
  const folder = mkdtempSync(`${MEMORY}/${PREFIX}${process.pid}-`);
  // A test that runs as root starts PostgreSQL as another user, who must get through it.
  chmodSync(folder, 0o711);
  // Both are inherited by the processes that run the tests.
  process.env[DISK_FOLDER] = tmpdir();
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Removes what killed runs have left in a folder, which takes memory until the machine starts again. */
export function removeLeftOver(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(OF_PROCESS.exec(name)?.[1]);
    try {
      // A container may share the folder, and not the numbers of processes. No run takes this long.
      const isOld = Date.now() - statSync(`${folder}/${name}`).mtimeMs > LEFT_OVER_MS;
      if (pid > 0 && isOld && !isRunning(pid)) rmSync(`${folder}/${name}`, { recursive: true, force: true });
    } catch {
      // Another run removes it too, or it belongs to another user.
    }
  }
}

const PREFIX = 'partner-webhooks-';
const OF_PROCESS = new RegExp(`^${PREFIX}(\\d+)-`);
const LEFT_OVER_MS = 3_600_000;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // What belongs to another user runs, too.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
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
