import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import type { BundledProgram } from './bundle-programs.ts';
import { bundledProgram } from './bundled-programs.ts';
import { inherited } from './inherited-environment.ts';

/** A key and a token of a program that was started. */
const PROGRAM_KEY = 'a-key-of-16-characters';
const PROGRAM_TOKEN = 'a-token-of-the-tests';

/** The receiver as an operator has it. */
export interface StartedProgram {
  /** The exit code; `null` if a signal ended it. */
  readonly exited: Promise<number | null>;
  readonly output: () => string;
  readonly log: () => Record<string, unknown>[];
  readonly started: () => Promise<void>;
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
  /** Sends a notification. @returns the status of the response. */
  readonly post: (path: string, payload: object) => Promise<number>;
  /** Asks the admin API. @param body of a POST. */
  readonly ask: (path: string, body?: object) => Promise<unknown>;
}

/** A folder for the length of a test. The receivers in it do not outlive it. @param program what `start` starts. */
export async function programFolder(program: BundledProgram = 'main') {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** @param imports modules that are loaded before the program, in each of its threads. */
  function start(environment: Record<string, string> = {}, imports: readonly string[] = []): StartedProgram {
    const env = {
      ...inherited,
      HOST: '127.0.0.1',
      PORT: '0',
      ADMIN_PORT: '0',
      API_KEYS: PROGRAM_KEY,
      ADMIN_TOKEN: PROGRAM_TOKEN,
      NODE_OPTIONS: imports.map((each) => `--import=${each}`).join(' '),
      ...environment,
    };
    const child = spawn(process.execPath, [bundledProgram(program)], { cwd: folder, env });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    const exited = once(child, 'exit').then(([code]) => code as number | null);
    const lines = () => output.split('\n').filter((line) => line.startsWith('{'));
    const log = () => lines().map((line) => JSON.parse(line) as Record<string, unknown>);
    const ports = () => log().find(({ msg }) => msg === 'receiver started') ?? {};
    return {
      exited,
      output: () => output,
      log,
      async started() {
        await vi.waitFor(() => expect(output).toContain('receiver started'), 30_000);
      },
      stop: (signal) => {
        child.kill(signal);
        return exited;
      },
      async post(path, payload) {
        const response = await fetch(`http://127.0.0.1:${ports()['port']}${path}`, {
          method: 'POST',
          headers: { 'api-key': PROGRAM_KEY, 'content-type': 'application/json' },
          body: JSON.stringify(payload),
        });
        return response.status;
      },
      async ask(path, body) {
        const response = await fetch(`http://127.0.0.1:${ports()['adminPort']}${path}`, {
          headers: { authorization: `Bearer ${PROGRAM_TOKEN}`, 'content-type': 'application/json' },
          ...(body && { method: 'POST', body: JSON.stringify(body) }),
        });
        return response.json();
      },
    };
  }
  return { folder, start };
}
