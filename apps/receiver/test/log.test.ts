import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createLog } from '../src/log.ts';
import { programArguments } from './bundled-programs.ts';
import { inherited } from './inherited-environment.ts';
import { post, withReceiver } from './running-receiver.ts';
import { temporaryFolder } from './temporary-folder.ts';

const main = programArguments('main');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

it.each([
  [
    'of any size',
    new Error('x'.repeat(20_000_000), { cause: new Error('why') }),
    /^Error: x+…\ncaused by: Error: why$/,
  ],
  ['that is none', undefined, /^undefined$/],
  [
    'that cannot be read',
    new Proxy({}, new Proxy({}, { get: () => expect.fail() })),
    /^\[unreadable object\]$/,
  ],
  [
    'with its cause',
    new TypeError('fetch failed', { cause: 'because' }),
    /^TypeError: fetch failed\ncaused by: because$/,
  ],
])('the log takes an error %s', (_what, err, message) => {
  const lines: string[] = [];
  createLog('info', { write: (line) => void lines.push(line) }).error({ err }, 'it failed');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.length).toBeLessThan(20_000);
  const { err: logged = {} } = JSON.parse(lines[0] ?? '');
  if (err !== undefined) expect(logged.message).toMatch(message);
});

it.skipIf(!existsSync('/dev/full'))(
  'a log that cannot be written ends nothing, and keeps nothing from ending',
  async () => {
    const folder = await temporaryFolder();
    const port = await freePort();
    const env = {
      ...inherited,
      HOST: '127.0.0.1',
      PORT: String(port),
      ADMIN_PORT: '0',
      API_KEYS: 'a-key-of-16-characters',
    };
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, main, {
      cwd: folder,
      env,
      stdio: ['ignore', full, full],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    const post = (price: number) =>
      fetch(`http://127.0.0.1:${port}/re-token-prices`, {
        method: 'POST',
        headers: { 'api-key': env.API_KEYS, 'content-type': 'application/json' },
        body: JSON.stringify({ regularToken: price, premiumToken: 1 }),
      });
    await vi.waitFor(() => post(0), 30_000);
    for (const price of [1, 2, 3]) expect((await post(price)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
  },
);

const fail = () => {
  throw new Error('hands off');
};

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['an object without a prototype', Object.create(null)],
  ['a proxy whose every trap throws', new Proxy({}, new Proxy({}, { get: fail }))],
  ['an error with a message that throws', Object.defineProperty(new Error(), 'message', { get: fail })],
  ['an error of 20 MB', new Error('x'.repeat(20_000_000))],
])('a request that fails by %s gets 500 and has its line in the log', async (_what, thrown) => {
  const receiver = await withReceiver({
    beforeReceive: () => {
      throw thrown;
    },
  });
  const response = await post(`${receiver.url}/re-token-prices`, { regularToken: 1, premiumToken: 2 });
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ requestId: expect.any(String) });
  await vi.waitFor(
    () => expect(receiver.logged).toContainEqual(expect.objectContaining({ status: 500 })),
    30_000,
  );
  expect(JSON.stringify(receiver.logged).length).toBeLessThan(30_000);
});
