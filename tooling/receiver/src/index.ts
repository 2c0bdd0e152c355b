import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type EventType, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** The receiver as it is built, in a process of its own. */
export interface StartedReceiver {
  readonly url: string;
  /** What a program needs to send to it and to reach its admin API. */
  readonly environment: {
    readonly ADMIN_URL: string;
    readonly ADMIN_TOKEN: string;
    readonly API_KEY: string;
  };
  /** A token of the admin API with the role read-only. */
  readonly readOnlyToken: string;
  /** The file of its inbox, with the read model that the shipped handlers write. */
  readonly inboxFile: string;
  /** Sends any bytes to a path with a valid key. @returns the status. */
  readonly post: (
    path: string,
    body: string | Uint8Array,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<number>;
  /** Sends the first example of an event type with some properties changed. @returns the status. */
  readonly send: (eventType: EventType, changes?: object) => Promise<number>;
  /** Kills it, and starts it again on the same ports and the same files. */
  readonly killAndStart: () => Promise<void>;
  /** Stops it and removes its files, as the end of this process does. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a receiver on free ports, with its data in a temporary folder.
 *
 * @param handlers with `off`, which is the default, all notifications stay pending: only the test changes the inbox.
 */
export async function startReceiver(handlers: 'on' | 'off' = 'off'): Promise<StartedReceiver> {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  await writeFile(join(folder, OPERATORS_FILE), `viewer read-only ${READ_ONLY_TOKEN}\n`);
  const { port, adminPort, ...first } = await start(folder, handlers, { port: 0, adminPort: 0 });
  let { child } = first;
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await once(child, 'exit');
  };
  const url = `http://127.0.0.1:${port}`;
  const post: StartedReceiver['post'] = async (path, body, headers = {}) => {
    const { status } = await fetch(url + path, {
      method: 'POST',
      headers: { 'api-key': KEY, 'content-type': 'application/json', ...headers },
      body: new Uint8Array(Buffer.from(body)),
    });
    return status;
  };
  return {
    url,
    environment: { ADMIN_URL: `http://127.0.0.1:${adminPort}`, ADMIN_TOKEN: TOKEN, API_KEY: KEY },
    readOnlyToken: READ_ONLY_TOKEN,
    inboxFile: join(folder, 'data/inbox.db'),
    post,
    send: (eventType, changes) =>
      post(registry[eventType].path, JSON.stringify({ ...exampleOf(eventType), ...changes })),
    async killAndStart() {
      await end('SIGKILL');
      ({ child } = await start(folder, handlers, { port, adminPort }));
    },
    async stop() {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const KEY = 'key';
const TOKEN = 'a-token-for-the-tests';
const READ_ONLY_TOKEN = 'a-read-only-token';
const OPERATORS_FILE = 'operators';

interface Ports {
  readonly port: number;
  readonly adminPort: number;
}

async function start(folder: string, handlers: string, ports: Ports) {
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, MAIN], {
    cwd: folder,
    env: {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      PORT: String(ports.port),
      ADMIN_PORT: String(ports.adminPort),
      API_KEYS: KEY,
      ADMIN_TOKEN: TOKEN,
      ADMIN_TOKENS_FILE: OPERATORS_FILE,
      HANDLERS: handlers,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // Without `unref` this process would wait for it.
  child.unref();
  child.channel?.unref();
  const { stdout } = child;
  if (!(stdout instanceof Socket)) throw new Error('the receiver has no output');
  const actual = await started(stdout);
  stdout.unref();
  return { child, ...actual };
}

// A test that is interrupted leaves no receiver behind, and none has to be stopped that several files of tests share.
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent(`
  import { rmSync } from 'node:fs';
  process.once('disconnect', () => {
    rmSync(process.cwd(), { recursive: true, force: true });
    process.kill(process.pid, 'SIGKILL');
  });
  // Threads have none.
  process.channel?.unref();
`)}`;

const MAIN = fileURLToPath(import.meta.resolve('@partner-webhooks/receiver/main.js'));

async function started(output: NodeJS.ReadableStream): Promise<Ports> {
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
