import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startProgram } from './started-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

it.each(['0000', '0022'])(
  'every file that the receiver makes is for its owner alone with umask %s',
  async (umask) => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'data'), { mode: 0o777 });
    const wrapped = ['sh', '-c', `umask ${umask}; exec "$@"`, 'sh'];
    const receiver = startProgram(folder, {}, { wrapped });
    await receiver.started();
    expect(await receiver.send(1)).toBe(200);
    const modes = () =>
      ['inbox.db', 'inbox.db-wal', 'inbox.db-shm', 'inbox.db.lock'].map((name) => [
        name,
        (statSync(join(folder, 'data', name)).mode & 0o777).toString(8),
      ]);
    expect(modes().filter(([, mode]) => mode !== '600')).toEqual([]);
    // Those of an earlier version, which the whole machine could read.
    receiver.child.kill('SIGKILL');
    await receiver.exited;
    execFileSync('chmod', ['-R', 'a+rw', join(folder, 'data')]);
    const next = startProgram(folder, {});
    await next.started();
    expect(modes().filter(([, mode]) => mode !== '600')).toEqual([]);
  },
);
