import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { programArguments } from './bundled-programs.ts';
import { makeCertificate } from './certificates.ts';
import { inherited } from './inherited-environment.ts';

const main = programArguments('main');
const quiet = { HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'receiver-'));
});
afterEach(async () => {
  // A test that fails half-way must not leave its receiver behind.
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const children: ChildProcess[] = [];

/** Starts the program as an operator does, in a folder of its own. */
function start(environment: Record<string, string>) {
  const env = { ...inherited, ...environment };
  const child = spawn(process.execPath, main, { cwd: folder, env });
  children.push(child);
  let output = '';
  const last =
    environment['NODE_ENV'] === 'production' ? /receiver started/ : /receiver started[\s\S]*-d '.*'\n/;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return {
    exited,
    output: () => output,
    started: () => vi.waitFor(() => expect(output).toMatch(last), 30_000),
    stop: (signal: NodeJS.Signals) => {
      child.kill(signal);
      return exited;
    },
  };
}

/** The curl command of the startup banner, as a developer would paste it. */
function curlLine(output: string): string {
  return /^ +curl -i[\s\S]*?-d '.*'$/m.exec(output)?.[0] ?? '';
}

/** The other one, which asks what was received. */
function askingLine(output: string): string {
  return /^ +curl .*\/api\/.*\\\n.*$/m.exec(output)?.[0] ?? '';
}

function shell(command: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { cwd: folder }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}

/** Trusts the certificate of a test. */
const trusting = (certFile: string, command: string) => `CURL_CA_BUNDLE='${certFile}' ${command}`;

describe('the receiver, started as a program', () => {
  it('shows curl lines that work when pasted, and the secrets only the first time', async () => {
    const first = start(quiet);
    await first.started();
    const key = (await readFile(join(folder, 'data/api-key'), 'utf8')).trim();
    expect(curlLine(first.output())).toContain(key);
    // Nothing follows it, so that it is what one sees.
    await vi.waitFor(() => expect(first.output().trimEnd()).toMatch(/-d '.*'$/), 30_000);
    expect(await shell(curlLine(first.output()))).toMatch(/^HTTP\/1\.1 200 OK/);
    const token = (await readFile(join(folder, 'data/admin-token'), 'utf8')).trim();
    expect(askingLine(first.output())).toContain(token);
    expect(await shell(`${askingLine(first.output())} -s`)).toContain('"eventType":"CUSTOMER_NOTIFICATION"');
    expect(await first.stop('SIGTERM')).toBe(0);

    const second = start(quiet);
    await second.started();
    expect(second.output()).not.toContain(key);
    expect(second.output()).not.toContain(token);
    expect(await shell(`${askingLine(second.output())} -s`)).toContain('"deliveries":1');
    expect(await shell(curlLine(second.output()))).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(await second.stop('SIGINT')).toBe(0);
    expect(second.output()).toContain('receiver stopped');
  });

  it('shows a curl line with https if it has a certificate', async () => {
    const { certFile, keyFile } = makeCertificate(folder);
    const receiver = start({ ...quiet, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile });
    await receiver.started();
    expect(receiver.output()).toContain('Webhooks       https://localhost:');
    expect(await shell(trusting(certFile, curlLine(receiver.output())))).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(await receiver.stop('SIGTERM')).toBe(0);
  });

  it('does not start with a key that does not belong to the certificate', async () => {
    const one = makeCertificate(folder, 'one');
    const other = makeCertificate(folder, 'other');
    const { exited, output } = start({
      ...quiet,
      TLS_CERT_FILE: one.certFile,
      TLS_KEY_FILE: other.keyFile,
    });
    expect(await exited).toBe(1);
    expect(output()).toBe(
      `The receiver did not start.\nTLS_KEY_FILE: ${other.keyFile} does not belong to the certificate in ${one.certFile}\n`,
    );
  });

  it('says which settings cannot be used, one line each, and no more', async () => {
    const { exited, output } = start({ PORT: 'http', ADMIN_PORT: '-1' });
    expect(await exited).toBe(1);
    expect(output().trim().split('\n').sort()).toEqual([
      'ADMIN_PORT: expected a port number from 0 to 65535, found "-1"',
      'PORT: expected a port number from 0 to 65535, found "http"',
      'The receiver did not start.',
    ]);
  });

  it('does not start in production without a key and a token, and makes none up', async () => {
    const { exited, output } = start({ ...quiet, NODE_ENV: 'production' });
    expect(await exited).toBe(1);
    expect(output().trim().split('\n')).toEqual([
      'The receiver did not start.',
      'API_KEYS: expected at least one key in production (or API_KEYS_FILE)',
      'ADMIN_TOKEN: expected a token in production',
    ]);
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it('says so if its port is taken', async () => {
    const first = start(quiet);
    await first.started();
    const port = /"port":(\d+)/.exec(first.output())?.[1] ?? '';
    const { exited, output } = start({ ...quiet, PORT: port, DATABASE_URL: 'file:./other/inbox.db' });
    expect(await exited).toBe(1);
    expect(output()).toContain('EADDRINUSE');
    expect(output()).not.toContain('    at ');
    await first.stop('SIGTERM');
  });

  it('says so if its inbox is in use', async () => {
    const first = start(quiet);
    await first.started();
    const { exited, output } = start(quiet);
    expect(await exited).toBe(1);
    expect(output()).toContain('DATABASE_URL: the inbox ./data/inbox.db is in use by another process');
    await first.stop('SIGTERM');
  });

  it.each([['its store', 'store', 'the inbox has failed']])(
    'ends with 1 when %s fails, so that a supervisor restarts it',
    async (_what, program, message) => {
      // Every thread of the process loads this first; in the one that is meant it throws when the test wants it to.
      await writeFile(
        join(folder, 'fault.mjs'),
        `import { existsSync } from 'node:fs';
       import { workerData } from 'node:worker_threads';
       if (workerData?.program === '${program}')
         setInterval(() => { if (existsSync('now')) throw new Error('a fault'); }, 20);`,
      );
      const failing = start({ ...quiet, NODE_OPTIONS: `--import=${join(folder, 'fault.mjs')}` });
      await failing.started();
      await writeFile(join(folder, 'now'), '');
      expect(await failing.exited).toBe(1);
      const lines = failing
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'));
      const fatal = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 60);
      // A check of the file that ends meanwhile may write a line of its own behind it.
      expect(fatal).toEqual([expect.objectContaining({ msg: message })]);
      expect(fatal[0].err.message).toContain('a fault');

      const next = start(quiet);
      await next.started();
      expect(await next.stop('SIGTERM')).toBe(0);
    },
  );

  it('is silent about keys and tokens in production', async () => {
    const secrets = { API_KEYS: 'a-secret-key-of-ours', ADMIN_TOKEN: 'a-secret-token-of-ours' };
    const receiver = start({ ...quiet, NODE_ENV: 'production', ...secrets });
    await receiver.started();
    expect(await receiver.stop('SIGTERM')).toBe(0);
    expect(receiver.output()).not.toContain('a-secret');
    for (const line of receiver.output().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });
});
