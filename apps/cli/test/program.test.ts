import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PROGRAM, runProgram, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

const UNKNOWN = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await sharedReceiver();
  await receiver.send('RE_TOKEN_PRICES');
});

describe('the program', () => {
  it('writes to standard output and exits with the code', async () => {
    const { code, out } = await runProgram(['statistics', '--json'], receiver.environment);
    expect([code, JSON.parse(out).byEventType.length > 0]).toEqual([0, true]);
    expect(await runProgram(['inbox', 'show', UNKNOWN], receiver.environment)).toMatchObject({
      code: 1,
      out: '',
    });
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

  it('follow prints changes as they happen', async () => {
    const child = execFile(process.execPath, [PROGRAM, 'inbox', 'follow', '--type', 'USER_NOTIFICATION'], {
      env: receiver.environment,
    });
    let out = '';
    child.stdout?.on('data', (text) => {
      out += text;
    });
    await vi.waitFor(async () => {
      await receiver.send('USER_NOTIFICATION');
      expect(out).toMatch(/duplicate +\S+ +USER_NOTIFICATION\n/);
    }, 30_000);
    child.kill();
  });
});
