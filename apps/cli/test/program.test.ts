import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PROGRAM, runProgram, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

const UNKNOWN = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await sharedReceiver();
  await receiver.send('RE_TOKEN_PRICES');
});

const PRINT_WHAT_IS_LOADED = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });
`)}`;

describe('the program', () => {
  it('writes to standard output and exits with the code', async () => {
    const { code, out } = await runProgram(['statistics', '--json'], receiver.environment);
    expect([code, JSON.parse(out).byEventType.length > 0]).toEqual([0, true]);
    expect(await runProgram(['inbox', 'show', UNKNOWN], receiver.environment)).toMatchObject({
      code: 1,
      out: '',
    });
  });

  it.each(['../src/main.ts', '../bin/partner-webhooks.js'])(
    '%s follows, from the sources of the workspace and from what is built',
    async (file) => {
      const args = [
        fileURLToPath(new URL(file, import.meta.url)),
        'inbox',
        'follow',
        '--type',
        'USER_NOTIFICATION',
      ];
      const conditions = file.endsWith('.ts') ? ['--conditions=source'] : [];
      const child = execFile(process.execPath, [...conditions, ...args], { env: receiver.environment });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
      await vi.waitFor(async () => {
        await receiver.send('USER_NOTIFICATION');
        expect(output).toMatch(/duplicate +\S+ +USER_NOTIFICATION\n/);
      }, 30_000);
      child.kill();
    },
  );

  // A shell starts it for each completion. It takes 0.13 s of CPU time in place of 0.37 s.
  it('loads no library before a command that needs it runs', async () => {
    const program = ['--import', PRINT_WHAT_IS_LOADED, PROGRAM, '--help'];
    const { stdout } = await promisify(execFile)(process.execPath, program, { env: {} });
    expect(stdout).toContain('commander');
    expect(stdout).not.toMatch(/undici|yaml|hdr-histogram|opentelemetry|inbox\/dist\/index/);
  });

  // Linux has a file that is always full.
  it.runIf(process.platform === 'linux').each([
    [
      'output',
      ['--help', '>/dev/full'],
      1,
      'The output cannot be written: ENOSPC: no space left on device, write\n',
    ],
    ['messages', ['unknown', '2>/dev/full'], 2, ''],
  ])('says in one line that its %s cannot be written, if it can', async (_what, args, code, message) => {
    const command = ['-c', ['"$0" "$1"', ...args].join(' '), process.execPath, PROGRAM];
    const ended = await promisify(execFile)('sh', command).then(
      (written) => ({ ...written, code: 0 }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
    expect(ended).toEqual({ code, stdout: '', stderr: message });
  });

  it('ends quietly when the reader of its output has closed the pipe, as `head` does', async () => {
    const commands = ['inbox list', '--help', 'inbox show x 2>&1'];
    const pipes = commands.map((words) => `"$0" "$1" ${words} | true; echo "\${PIPESTATUS[0]}"`);
    const { stdout, stderr } = await promisify(execFile)(
      'bash',
      ['--norc', '-c', pipes.join('\n'), process.execPath, PROGRAM],
      { env: receiver.environment },
    );
    // The last one is wrong usage, read or not.
    expect([stdout, stderr]).toEqual(['0\n0\n2\n', '']);
  });
});
