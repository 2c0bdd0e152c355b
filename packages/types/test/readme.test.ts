import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { examples } from '@partner-webhooks/types/examples';
import type { Express } from 'express';
import type { FastifyInstance } from 'fastify';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// The code in the README compiles as it stands there, for each framework in at most six lines, and does what it says.

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/** What stands around the code of a section; `CODE` is its place. */
const SURROUNDINGS: Readonly<Record<string, string>> = {
  Express: `import express from 'express'; export const app = express(); CODE`,
  Fastify: `import fastify from 'fastify'; export const app = fastify(); CODE`,
  Hono: `import { Hono } from 'hono'; export const app = new Hono(); CODE`,
  'Next.js': 'CODE',
  NestJS: `import { Controller, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
    import type { Request, Response } from 'express'; @Controller() export class Webhooks { CODE }`,
  'AWS Lambda': `import type { APIGatewayProxyEventV2 } from 'aws-lambda'; CODE`,
  'Work with a notification': 'CODE',
  'Validate a parsed body': `import { sValidator } from '@hono/standard-validator'; import { Hono } from 'hono';
    declare const body: string; const app = new Hono(); CODE`,
};

let folder: string;
let sections: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  // The handlers in the README print.
  vi.spyOn(console, 'log').mockImplementation(() => {});
  folder = await mkdtemp(join(tmpdir(), 'types-readme-'));
  sections = codeBySection(await readFile(join(root, 'README.md'), 'utf8'));
  await linkPackages();
  const [prelude = ''] = sections.get('Receive a request') ?? [];
  for (const [title, surroundings] of Object.entries(SURROUNDINGS)) {
    const code = (sections.get(title) ?? []).join('\n');
    await writeFile(
      join(folder, fileOf(title, 'ts')),
      `${prelude}\n${surroundings.replace('CODE', () => code)}\nexport { handle, parseRequest };\n`,
    );
  }
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom'], strict: true, skipLibCheck: true },
    ...{ types: ['node'], experimentalDecorators: true },
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
});

afterAll(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

it('compiles', async () => {
  const { resolve } = createRequire(import.meta.url);
  const tsc = join(dirname(resolve('typescript/package.json')), 'bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch((error) => error);
  expect(stdout).toBe('');
});

it.each(['Express', 'Fastify', 'Hono', 'Next.js', 'NestJS', 'AWS Lambda'])(
  '%s takes at most six lines',
  (title) => {
    const [code = '', ...others] = sections.get(title) ?? [];
    expect(others).toEqual([]);
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(6);
  },
);

interface Response {
  readonly status: number;
  readonly body: string;
}
type Send = (path: string, body: Uint8Array, contentType?: string) => Promise<Response>;

/** How a request is sent to what a section exports. */
const SENDERS: Readonly<Record<string, () => Promise<Send>>> = {
  async Express() {
    const { app } = await compiled<{ app: Express }>('Express');
    const server = app.listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    server.unref();
    const { port } = server.address() as AddressInfo;
    return async (path, body, contentType = 'application/json') => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers: { 'content-type': contentType, connection: 'close' },
        body: new Uint8Array(body),
      });
      return { status: response.status, body: await response.text() };
    };
  },
  async Fastify() {
    const { app } = await compiled<{ app: FastifyInstance }>('Fastify');
    return async (url, body, contentType = 'application/json') => {
      const headers = { 'content-type': contentType };
      const response = await app.inject({ method: 'POST', url, headers, payload: Buffer.from(body) });
      return { status: response.statusCode, body: response.body };
    };
  },
  async Hono() {
    const { app } = await compiled<{ app: Hono }>('Hono');
    return async (path, body, contentType = 'application/json') => {
      const headers = { 'content-type': contentType };
      const response = await app.request(path, { method: 'POST', headers, body: new Uint8Array(body) });
      return { status: response.status, body: await response.text() };
    };
  },
  async 'Next.js'() {
    const { POST } = await compiled<{ POST: (request: Request) => Promise<globalThis.Response> }>('Next.js');
    return async (path, body, contentType = 'application/json') => {
      const headers = { 'content-type': contentType };
      const init = { method: 'POST', headers, body: new Uint8Array(body) };
      const response = await POST(new Request(`https://partner.example/webhooks${path}`, init));
      return { status: response.status, body: await response.text() };
    };
  },
  async 'AWS Lambda'() {
    type Handler = (event: object) => Promise<{ statusCode: number; body?: string }>;
    const { handler } = await compiled<{ handler: Handler }>('AWS Lambda');
    return async (rawPath, body, contentType = 'application/json') => {
      const event = { rawPath, headers: { 'content-type': contentType }, isBase64Encoded: true };
      const response = await handler({ ...event, body: Buffer.from(body).toString('base64') });
      return { status: response.statusCode, body: response.body ?? '' };
    };
  },
};

describe.each(Object.keys(SENDERS))('with %s', (title) => {
  it('a notification is acknowledged, and anything else gets the error message of the contract', async () => {
    const send = await (SENDERS[title] as () => Promise<Send>)();
    const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    const transfer = examples.TRANSFER_NOTIFICATION.processed;
    expect(await send('/transfer-notification', text(transfer))).toEqual({ status: 200, body: '' });
    expect(await send('/Transfer-Notification/', text({ ...transfer, extra: 1 }))).toMatchObject({
      status: 200,
    });

    const rejected: [Promise<Response>, number, string][] = [
      [send('/transfer-notification', text({})), 400, 'INVALID_NOTIFICATION'],
      [send('/transfer-notification', new TextEncoder().encode('{"a":1,"a":2}')), 400, 'MALFORMED_JSON'],
      [send('/transfer-notification', new Uint8Array([0x7b, 0xff, 0x7d])), 400, 'MALFORMED_JSON'],
      [send('/transfer-notification', new Uint8Array()), 400, 'MALFORMED_JSON'],
      [send('/transfer-notification', text(transfer), 'text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [send('/nothing', text(transfer)), 404, 'NOT_FOUND'],
    ];
    for (const [response, status, errorCode] of rejected) {
      const { status: found, body } = await response;
      expect([found, JSON.parse(body)]).toEqual([
        status,
        expect.objectContaining({ errorCode, responseType: 'CLIENT_ERROR', requestId: expect.any(String) }),
      ]);
    }
  });
});

function codeBySection(markdown: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const section of markdown.split(/^#{1,3} /m)) {
    const [title = ''] = section.split('\n');
    const blocks = [...section.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
    found.set(title, blocks);
  }
  return found;
}

function fileOf(title: string, extension: string): string {
  return `${title.toLowerCase().replace(/\W+/g, '-')}.${extension}`;
}

async function compiled<Module>(title: string): Promise<Module> {
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, fileOf(title, 'js'))).href)) as Module;
}

/** Makes the development dependencies of this package, and the package itself, those of the programs. */
async function linkPackages(): Promise<void> {
  const installed = join(root, 'node_modules');
  for (const name of await readdir(installed)) {
    if (name.startsWith('.')) continue;
    const scoped = name.startsWith('@') ? await readdir(join(installed, name)) : [''];
    for (const each of scoped) {
      const target = join(folder, 'node_modules', name, each);
      await mkdir(dirname(target), { recursive: true });
      await symlink(join(installed, name, each), target);
    }
  }
  await symlink(root, join(folder, 'node_modules/@partner-webhooks/types'));
}
