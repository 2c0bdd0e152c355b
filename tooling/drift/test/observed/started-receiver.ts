import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type EventType, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** The receiver as it is built, in a process of its own. Handlers are off: notifications stay pending. */
export interface StartedReceiver {
  /** What a program needs to reach its admin API. */
  readonly environment: { readonly ADMIN_URL: string; readonly ADMIN_TOKEN: string };
  /** The file of its inbox. */
  readonly inboxFile: string;
  /** Sends any bytes to a path. @returns the status. */
  readonly post: (path: string, body: string | Buffer, headers?: Record<string, string>) => Promise<number>;
  /** Sends the first example of an event type with some properties changed. @returns the status. */
  readonly send: (eventType: EventType, changes: object) => Promise<number>;
  readonly stop: () => Promise<void>;
}

const TOKEN = 'a-token-for-the-tests';

/** Starts a receiver on free ports, with its data in a temporary folder. */
export async function startReceiver(): Promise<StartedReceiver> {
  const folder = await mkdtemp(join(tmpdir(), 'drift-observed-'));
  const main = fileURLToPath(import.meta.resolve('@partner-webhooks/receiver/main.js'));
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: { PORT: '0', ADMIN_PORT: '0', API_KEYS: 'key', ADMIN_TOKEN: TOKEN, HANDLERS: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { port, adminPort } = await started(child.stdout);
  const post: StartedReceiver['post'] = async (path, body, headers = {}) => {
    const { status } = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'api-key': 'key', 'content-type': 'application/json', ...headers },
      body: new Uint8Array(Buffer.from(body)),
    });
    return status;
  };
  return {
    environment: { ADMIN_URL: `http://127.0.0.1:${adminPort}`, ADMIN_TOKEN: TOKEN },
    inboxFile: join(folder, 'data/inbox.db'),
    post,
    send: (eventType, changes) =>
      post(registry[eventType].path, JSON.stringify({ ...exampleOf(eventType), ...changes })),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
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
