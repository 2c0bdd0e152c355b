import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

// turbo hashes the files of what the root depends on for every task. If that were the command line, which depends on the contract,
// then an edit of the contract would run every task of the repository again.
it('a task has the hash of its own package and of what that depends on, and of no other package', async () => {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { stdout } = await promisify(execFile)('turbo', ['run', 'test', '--dry=json'], {
    cwd,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { globalCacheInputs, tasks } = JSON.parse(stdout);
  expect(globalCacheInputs.hashOfInternalDependencies).toBe('');
  expect(tasks.length).toBeGreaterThan(20);
});
