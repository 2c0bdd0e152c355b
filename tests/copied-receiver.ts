import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Copy } from './copy.ts';

/** The receiver of a copy, in a process of its own. Its inbox stays in the copy when it is stopped. */
export interface CopiedReceiver {
  /** Sends a body with a valid key. @returns the status of the answer. */
  readonly post: (path: string, body: unknown) => Promise<number>;
  /** Asks the admin API. @returns what it answers. */
  readonly ask: (method: 'GET' | 'POST', path: string, body?: object) => Promise<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

const KEY = 'key';
const TOKEN = 'a-token-for-the-tests';

/** Starts the copy's receiver from its sources. */
export async function startReceiver({ folder }: Copy): Promise<CopiedReceiver> {
  const receiver = spawn('node', ['--conditions=source', 'src/main.ts'], {
    cwd: join(folder, 'apps/receiver'),
    env: {
      ...process.env,
      API_KEYS: KEY,
      ADMIN_TOKEN: TOKEN,
      HOST: '127.0.0.1',
      PORT: '0',
      ADMIN_PORT: '0',
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { port, adminPort } = await started(receiver.stdout);
  const send = (url: string, method: string, headers: Record<string, string>, body: unknown) =>
    fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    post: async (path, body) =>
      (await send(`http://127.0.0.1:${port}${path}`, 'POST', { 'api-key': KEY }, body)).status,
    async ask(method, path, body) {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const response = await send(`http://127.0.0.1:${adminPort}${path}`, method, headers, body);
      return (await response.json()) as Record<string, unknown>;
    },
    async stop() {
      receiver.kill('SIGTERM');
      if (receiver.exitCode === null) await once(receiver, 'exit');
    },
  };
}

async function started(output: NodeJS.ReadableStream): Promise<{ port: number; adminPort: number }> {
  for await (const text of createInterface({ input: output })) {
    const line = JSON.parse(text);
    if (line.msg !== 'receiver started') continue;
    output.resume();
    return line;
  }
  throw new Error('the receiver did not start');
}
