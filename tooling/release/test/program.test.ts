import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

describe.each([
  ['drift:release', '../src/check.ts'],
  ['release:contract', '../src/release.ts'],
])('%s', (name, file) => {
  const run = (...args: string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      const program = fileURLToPath(new URL(file, import.meta.url));
      execFile(process.execPath, [program, ...args], (error, stdout, stderr) =>
        resolve({ code: error ? error.code : 0, stdout, stderr }),
      );
    });

  it.each([
    [['surplus'], 'error: too many arguments'],
    [['--force'], "error: unknown option '--force'"],
  ])('%j is wrong usage, and changes nothing', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('--help names the exit codes', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: ${name} `));
    expect(stdout).toContain('Exit codes: 0 ');
  });
});
