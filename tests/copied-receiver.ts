import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Copy } from './copy.ts';

/** The receiver of a copy, in its own process. Its inbox stays in the copy when it is stopped. */
export interface CopiedReceiver {
  /** Sends a body with a valid key. @returns the status of the response. */
  readonly post: (path: string, body: unknown) => Promise<number>;
  /** Sends a request as it is to the public listener. */
  readonly send: (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ) => Promise<Response>;
  /** Calls the admin API. @returns the body of the response. */
  readonly ask: (method: 'GET' | 'POST', path: string, body?: object) => Promise<Record<string, unknown>>;
  /** The text that the admin listener serves at a path. */
  readonly read: (path: string) => Promise<string>;
  /** The environment of a program that uses its admin API. */
  readonly environment: { readonly ADMIN_URL: string; readonly ADMIN_TOKEN: string };
  readonly stop: () => Promise<void>;
}

const KEY = 'a-key-for-the-tests';
const TOKEN = 'a-token-for-the-tests';

/** Starts the copy's receiver from its sources. @param environment settings in place of those of the tests. */
export async function startReceiver(
  copy: Copy,
  environment: Readonly<Record<string, string>> = {},
): Promise<CopiedReceiver> {
  const receiver = spawn('node', ['--conditions=source', 'src/main.ts'], {
    cwd: join(copy.folder, 'apps/receiver'),
    env: {
      ...copy.environment,
      API_KEYS: KEY,
      ADMIN_TOKEN: TOKEN,
      HOST: '127.0.0.1',
      PORT: '0',
      ADMIN_PORT: '0',
      NODE_ENV: 'production',
      ...environment,
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
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  const asAdmin = { authorization: `Bearer ${TOKEN}` };
  return {
    environment: { ADMIN_URL: adminUrl, ADMIN_TOKEN: TOKEN },
    read: async (path) => (await send(adminUrl + path, 'GET', asAdmin, undefined)).text(),
    post: async (path, body) =>
      (await send(`http://127.0.0.1:${port}${path}`, 'POST', { 'api-key': KEY }, body)).status,
    send: (method, path, body, headers) => send(`http://127.0.0.1:${port}${path}`, method, headers, body),
    async ask(method, path, body) {
      const response = await send(adminUrl + path, method, asAdmin, body);
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
