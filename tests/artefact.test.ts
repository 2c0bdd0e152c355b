import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

// ARTEFACT=1 builds what the image contains, without a container, and starts it. It takes a minute and needs the registry.

const root = fileURLToPath(new URL('..', import.meta.url));
const MAX_MIB = 60;

it.runIf(process.env['ARTEFACT'])(
  'the artefact is small, receives, and its build leaves the checkout as it was',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deployed-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const app = join(folder, 'app');
    const stateOfCheckout = () => [
      execFileSync('git', ['status', '--porcelain', '--ignored'], { cwd: root, encoding: 'utf8' }),
      readFileSync(join(root, 'node_modules/.modules.yaml'), 'utf8'),
      readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'),
    ];
    const before = stateOfCheckout();
    execFileSync(process.execPath, ['tooling/artefact.ts', app], { cwd: root, stdio: 'ignore' });
    expect(stateOfCheckout()).toEqual(before);
    const mib = Number(execFileSync('du', ['-sm', app], { encoding: 'utf8' }).split('\t')[0]);
    console.log(`the artefact has ${mib} MiB`);
    expect(mib).toBeLessThan(MAX_MIB);
    cpSync(join(root, 'deploy/healthcheck.mjs'), join(app, 'healthcheck.mjs'));

    const [port, adminPort] = [await freePort(), await freePort()];
    const env = {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: `file:${folder}/data/inbox.db`,
      API_KEYS: 'a-key-of-the-artefact-test',
      ADMIN_TOKEN: 'a-token-of-the-artefact-test',
      ADMIN_URL: `http://127.0.0.1:${adminPort}`,
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
    };
    const node = (...args: string[]) =>
      execFileSync(process.execPath, args, { cwd: app, env, encoding: 'utf8' });
    expect(() => node('healthcheck.mjs')).toThrow();
    const receiver = spawn(process.execPath, ['node_modules/@partner-webhooks/receiver/dist/main.js'], {
      cwd: app,
      env,
    });
    onTestFinished(() => void receiver.kill('SIGKILL'));
    await ready(port);
    expect(node('healthcheck.mjs')).toBe('');
    const [command = '', ...args] = [
      'bin/partner-webhooks.js',
      'send',
      'TRANSFER_NOTIFICATION',
      '--url',
      `http://127.0.0.1:${port}`,
    ];
    node(command, ...args.map(String));
    expect(node(command, 'inbox', 'list')).toContain('TRANSFER_NOTIFICATION');
    for (const page of ['docs', 'console'])
      expect((await fetch(`http://127.0.0.1:${adminPort}/${page}/`)).status).toBe(200);
    receiver.kill('SIGTERM');
    expect(await once(receiver, 'exit')).toEqual([0, null]);
  },
  600_000,
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function ready(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (response?.ok) return;
    await delay(100);
  }
  throw new Error(`the receiver is not ready on port ${port}`);
}
