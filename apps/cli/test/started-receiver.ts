import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@partner-webhooks/simulator';
import { type EventType, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { run } from '../src/program.ts';

/** The receiver as it is built, in a process of its own. */
export interface StartedReceiver {
  readonly url: string;
  readonly adminUrl: string;
  readonly token: string;
  /** The file of its inbox. */
  readonly inbox: string;
  /** The file of the read model that the shipped handlers write. */
  readonly readModel: string;
  readonly stop: () => Promise<void>;
  /** Kills it, and starts it again on the same ports and the same files. */
  readonly killAndStart: () => Promise<void>;
  /** How many notifications are in the inbox. */
  readonly received: () => Promise<number>;
  /** Sends the first example of an event type, with some properties changed. */
  readonly send: (eventType: EventType, changes?: object) => Promise<number>;
  /** Sends a body as it is. */
  readonly post: (path: string, body: string, headers?: Record<string, string>) => Promise<number>;
  /** Runs `partner-webhooks` with these arguments. */
  readonly cli: (...args: string[]) => Promise<Outcome>;
}

/** What a command wrote and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const KEY = 'key';

/**
 * Starts a receiver. By default handlers are off: all notifications stay pending, so only the test changes the inbox.
 */
export async function startReceiver(handlers: 'on' | 'off' = 'off'): Promise<StartedReceiver> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'));
  const main = fileURLToPath(import.meta.resolve('@partner-webhooks/receiver/main.js'));
  const start = async (ports: { port: number; adminPort: number }) => {
    const child = spawn(process.execPath, [main], {
      cwd: folder,
      env: {
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        ...{ PORT: String(ports.port), ADMIN_PORT: String(ports.adminPort) },
        ...{ API_KEYS: KEY, HANDLERS: handlers },
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return { child, ...(await started(child.stdout)) };
  };
  const { port, adminPort, ...first } = await start({ port: 0, adminPort: 0 });
  let { child } = first;
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await once(child, 'exit');
  };
  const token = (await readFile(join(folder, 'data/admin-token'), 'utf8')).trim();
  const url = `http://127.0.0.1:${port}`;
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  const post: StartedReceiver['post'] = async (path, body, own = {}) => {
    const headers = { 'api-key': KEY, 'content-type': 'application/json', ...own };
    return (await fetch(url + path, { method: 'POST', headers, body })).status;
  };
  const cli = (...args: string[]) => runCli(args, { ADMIN_URL: adminUrl, ADMIN_TOKEN: token, API_KEY: KEY });
  return {
    url,
    adminUrl,
    token,
    inbox: join(folder, 'data/inbox.db'),
    readModel: join(folder, 'data/read-model.db'),
    post,
    send: (eventType, changes) =>
      post(registry[eventType].path, JSON.stringify({ ...exampleOf(eventType), ...changes })),
    cli,
    async received() {
      const { pending, handling, handled, dead } = JSON.parse((await cli('statistics', '--json')).out);
      return pending + handling + handled + dead;
    },
    async killAndStart() {
      await end('SIGKILL');
      ({ child } = await start({ port, adminPort }));
    },
    async stop() {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs `partner-webhooks` in this process. */
export async function runCli(
  args: readonly string[],
  environment: Record<string, string>,
  files: Record<string, string> = {},
): Promise<Outcome> {
  const written = { out: '', err: '' };
  const code = await run(args, {
    environment,
    readFile: async (path) => files[path],
    clock: systemClock,
    random: Math.random,
    out: async (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
  });
  return { code, ...written };
}

async function started(output: NodeJS.ReadableStream): Promise<{ port: number; adminPort: number }> {
  for await (const line of createInterface({ input: output })) {
    if (!line.includes('receiver started')) continue;
    output.resume();
    return JSON.parse(line);
  }
  throw new Error('the receiver did not start');
}

function exampleOf(eventType: EventType): object {
  const { examples } = contract.webhooks[eventType].post.requestBody.content['application/json'];
  const [example] = Object.values<{ value: object }>(examples);
  return example?.value ?? {};
}
