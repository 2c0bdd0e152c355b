import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { registry } from '@partner-webhooks/types';
import { expect, onTestFinished, vi } from 'vitest';
import type { BundledProgram } from './bundle-programs.ts';
import { programArguments } from './bundled-programs.ts';
import { exampleOf } from './contract.ts';
import { inherited } from './inherited-environment.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The receiver as an operator starts it, in a process of its own, for one test. */
export interface StartedProgram {
  readonly child: ChildProcess;
  /** The exit code; `null` if a signal ended it. */
  readonly exited: Promise<number | null>;
  readonly output: () => string;
  /** The lines of its log. */
  readonly log: () => Record<string, unknown>[];
  /** Resolves when it takes notifications. */
  readonly started: () => Promise<void>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  /** Sends a notification. @returns the status of the response. @throws TypeError if there is none. */
  readonly post: (path: string, payload: object) => Promise<number>;
  /** Sends the n-th transfer. @returns the status of the response, or 0 if there is none. */
  readonly send: (n: number) => Promise<number>;
  /** Asks a probe or, with the token, the admin listener. */
  readonly get: (path: string) => Promise<{ status: number; text: string }>;
  /** Asks the admin API. @param body of a POST. */
  readonly ask: (path: string, body?: object) => Promise<unknown>;
}

/** What a start may change. */
export interface StartOptions {
  readonly program?: BundledProgram;
  /** Modules that are loaded before the program, in each of its threads. */
  readonly imports?: readonly string[];
  /** Words of a command that the receiver is started by, such as `prlimit`. */
  readonly wrapped?: readonly string[];
}

/** Starts one in a folder. It does not outlive the test. */
export function startProgram(
  cwd: string,
  environment: Record<string, string> = {},
  options: StartOptions = {},
): StartedProgram {
  const started = runProgram(cwd, environment, options);
  onTestFinished(async () => void (await started.stop('SIGKILL')));
  return started;
}

/** Starts one for several tests, until it is stopped. */
export function runProgram(
  cwd: string,
  environment: Record<string, string> = {},
  { program = 'main', imports = [], wrapped = [] }: StartOptions = {},
): StartedProgram {
  const [command = '', ...args] = [...wrapped, process.execPath, ...programArguments(program)];
  const child = spawn(command, args, {
    cwd,
    env: {
      ...inherited,
      ...SETTINGS,
      NODE_OPTIONS: imports.map((each) => `--import=${each}`).join(' '),
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const log = () =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const request = (port: 'port' | 'adminPort', path: string, headers: object, body?: object) => {
    const ports = log().find(({ msg }) => msg === 'receiver started') ?? {};
    return fetch(`http://127.0.0.1:${ports[port]}${path}`, {
      headers: { 'content-type': 'application/json', ...headers },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  };
  const asOperator = { authorization: `Bearer ${SETTINGS.ADMIN_TOKEN}` };
  const post = async (path: string, payload: object) => {
    const response = await request('port', path, { 'api-key': SETTINGS.API_KEYS }, payload);
    await response.arrayBuffer();
    return response.status;
  };
  return {
    child,
    exited,
    output: () => output,
    log,
    started: () => vi.waitFor(() => expect(output).toContain('receiver started'), 60_000),
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
    post,
    send: (n) => post(path, { ...transfer, transferId: transferId(n) }).catch(() => 0),
    async get(asked) {
      const response = await request('adminPort', asked, asOperator);
      return { status: response.status, text: await response.text() };
    },
    ask: async (asked, body) => (await request('adminPort', asked, asOperator, body)).json(),
  };
}

/** A folder for the length of a test. @param program what `start` starts in it. */
export async function programFolder(program: BundledProgram = 'main') {
  const folder = await temporaryFolder();
  const start = (environment: Record<string, string> = {}, imports: readonly string[] = []) =>
    startProgram(folder, environment, { program, imports });
  return { folder, start };
}

const SETTINGS = {
  HOST: '127.0.0.1',
  PORT: '0',
  ADMIN_PORT: '0',
  API_KEYS: 'a-key-for-the-tests',
  ADMIN_TOKEN: 'a-token-for-the-tests',
};

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');

/** The subject of the n-th transfer. */
function transferId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
