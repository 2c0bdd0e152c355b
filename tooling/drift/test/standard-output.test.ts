import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const main = (program: string) => fileURLToPath(new URL(`../src/${program}/main.ts`, import.meta.url));

// Linux has a file that is always full.
it.runIf(process.platform === 'linux').each(['upstream', 'observed', 'impact'])(
  'drift:%s ends with one line and 2 on a full disk, not with the exit code of a result',
  (program) => {
    const command = `"${process.execPath}" --conditions=source "${main(program)}" --help >/dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'The output cannot be written: ENOSPC: no space left on device, write\n',
    });
  },
);
