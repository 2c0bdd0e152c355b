import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { registry } from '@partner-webhooks/types';
import { expect, onTestFinished, vi } from 'vitest';
import { bundledProgram } from './bundled-programs.ts';
import { exampleOf } from './contract.ts';
import { inherited } from './inherited-environment.ts';

const main = bundledProgram('main');
const { path } = registry.TRANSFER_NOTIFICATION;

/** The receiver as an operator starts it, in a process of its own, for one test. */
export interface StartedMain {
  readonly child: ChildProcess;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
  readonly output: () => string;
  /** The lines of its log. */
  readonly logged: () => Record<string, unknown>[];
  /** Resolves when it takes notifications. */
  readonly started: () => Promise<void>;
  /** Sends the n-th notification. @returns the status, or 0 if there was no response. */
  readonly send: (n: number) => Promise<number>;
  /** Asks a probe or, with the token, the admin listener. */
  readonly get: (path: string) => Promise<{ status: number; text: string }>;
  readonly stop: () => Promise<number | null>;
}

/** Starts one in a folder. @param wrapped words of a command that the receiver is started by, such as `prlimit`. */
export function startMain(
  cwd: string,
  environment: Record<string, string> = {},
  wrapped: readonly string[] = [],
): StartedMain {
  const settings = { HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0', API_KEYS: KEY, ADMIN_TOKEN: TOKEN };
  const [command = '', ...args] = [...wrapped, process.execPath, main];
  const child = spawn(command, args, {
    cwd,
    env: { ...inherited, ...settings, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const logged = () =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const ports = () => logged().find(({ msg }) => msg === 'receiver started') ?? {};
  return {
    child,
    exited,
    output: () => output,
    logged,
    started: () => vi.waitFor(() => expect(output).toContain('receiver started'), 60_000),
    async send(n) {
      try {
        const response = await fetch(`http://127.0.0.1:${ports()['port']}${path}`, {
          method: 'POST',
          headers: { 'api-key': KEY, 'content-type': 'application/json' },
          body: JSON.stringify({ ...exampleOf('TRANSFER_NOTIFICATION'), transferId: transferId(n) }),
        });
        await response.arrayBuffer();
        return response.status;
      } catch {
        return 0;
      }
    },
    async get(asked) {
      const url = `http://127.0.0.1:${ports()['adminPort']}${asked}`;
      const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
      return { status: response.status, text: await response.text() };
    },
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** The subject of the n-th notification. */
function transferId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

const KEY = 'a-key-for-the-tests';
const TOKEN = 'a-token-for-the-tests';
