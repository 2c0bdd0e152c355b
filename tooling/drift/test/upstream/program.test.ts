import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/upstream/program.ts';
import { CONTRACT_FOLDER } from './contract.ts';
import { FORMS, pageOfContract } from './page.ts';

let folder: string;
let address: string;
const server = createServer(({ url }, response) => {
  if (url === '/page') response.end(FORMS.HTML(pageOfContract()));
  else response.writeHead(404).end();
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drift-'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(join(folder, 'same.txt'), FORMS.text(pageOfContract()));
  const changed = pageOfContract().slice(1);
  for (const { eventType, example } of changed)
    if (eventType === 'TRANSFER_NOTIFICATION') example['status'] = 'ON_HOLD';
  await writeFile(join(folder, 'changed.txt'), FORMS.text(changed));
  await writeFile(join(folder, 'broken.txt'), FORMS.text(pageOfContract()).replace('Body\n', ''));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function drift(args: readonly string[], environment: Record<string, string> = {}) {
  const written = { out: '', err: '' };
  const code = await run([...args, '--contract', CONTRACT_FOLDER], {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    environment,
    folder,
    resolvePath: resolve,
    now: () => new Date('2026-11-27T12:00:00Z'),
  });
  return { code, ...written };
}

describe('drift:upstream', () => {
  it('exits with 0 without drift, and says how much was compared', async () => {
    expect(await drift(['same.txt'])).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^same\.txt \(text\): \d+ webhooks, \d{3} properties and \d+ examples compared\. No drift\.\n[\s\S]+\nNot compared:\n {2}titles, summaries and descriptions/,
      ),
      err: '',
    });
  });

  it('exits with 1 on drift, and says where and what to do', async () => {
    const { code, out } = await drift(['changed.txt']);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^changed\.txt \(text\): \d+ webhooks, .* compared: 2 differ, 0 could not be read\.$/m,
    );
    expect(out).toMatch(/^ {2}line \d+ +value-added: TRANSFER_NOTIFICATION \/status "ON_HOLD"$/m);
    expect(out).toMatch(/^ {2}line 1 +webhook-removed: CUSTOMER_NOTIFICATION$/m);
    expect(out).toMatch(/^ {2}value-added: draft it with --write/m);
  });

  it('exits with 2 if something cannot be read, and names the line', async () => {
    expect(await drift(['broken.txt'])).toMatchObject({
      code: 2,
      out: expect.stringMatching(/^ {2}line \d+ +“.+”: expected “Body”, found “customerId/m),
      err: '',
    });
    expect(await drift(['missing.txt'])).toMatchObject({ code: 2, err: expect.stringContaining('ENOENT') });
  });

  it('compares the rest if a part cannot be read: the report, JSON and annotations have the findings', async () => {
    const [first = '', ...others] = (await readFile(join(folder, 'changed.txt'), 'utf8')).split(
      'Responses\n200\nOK\n',
    );
    await writeFile(
      join(folder, 'partly.txt'),
      [first, others.join('Responses\n200\nOK\n')].join('Responses\n200\nOK\napplication/json\n'),
    );
    const { code, out, err } = await drift(['partly.txt', '--annotations']);
    expect(code).toBe(2);
    expect(out).toContain('value-added: TRANSFER_NOTIFICATION /status "ON_HOLD"');
    expect(out).toMatch(/^Could not be read, and so is not compared:\n {2}line \d+ .*application\/json/m);
    expect(err).toContain('title=value-added::');
    expect(err).toContain('title=unread::');
    const json = JSON.parse((await drift(['partly.txt', '--json'])).out);
    expect(json.unread).toEqual([
      {
        line: expect.any(Number),
        reason: expect.stringContaining('application/json'),
        eventType: expect.any(String),
      },
    ]);
    expect(json.notShown).toContain('security');
    expect(json.notUsed).toEqual([expect.stringContaining('descriptions')]);
    expect(json.differences).toHaveLength(2);
  });

  it('reads no file that is too large', async () => {
    await writeFile(join(folder, 'large.txt'), 'a'.repeat(20_000_001));
    expect(await drift(['large.txt'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('longer than 20000000 bytes'),
    });
  });

  it.each([
    [[], 'error: missing required argument'],
    [['same.txt', '--unknown'], "error: unknown option '--unknown'"],
    [['same.txt', '--contract'], '--contract'],
  ])('exits with 2 on wrong usage: %j', async (args, message) => {
    const { code, out, err } = await drift(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });

  it('reads an address', async () => {
    expect(await drift([`${address}/page`])).toMatchObject({
      code: 0,
      out: expect.stringContaining('(HTML)'),
    });
    expect(await drift([`${address}/nothing`])).toMatchObject({
      code: 2,
      err: expect.stringContaining('404'),
    });
    expect(await drift(['http://localhost:59999/'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('the source cannot be read'),
    });
  });

  it('reads several sources, and exits with the highest code', async () => {
    const { code, out } = await drift(['same.txt', 'changed.txt', 'broken.txt']);
    expect(code).toBe(2);
    expect(out).toMatch(/^same\.txt .*\n(.*\n)*changed\.txt /);
  });

  it('prints the report as JSON', async () => {
    const { code, out } = await drift(['changed.txt', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      source: 'changed.txt',
      compared: { webhooks: EVENT_TYPES.length - 1, examples: EVENT_TYPES.length - 1 },
      differences: expect.arrayContaining([
        expect.objectContaining({
          kind: 'value-added',
          eventType: 'TRANSFER_NOTIFICATION',
          pointer: '/status',
          value: 'ON_HOLD',
          line: expect.any(Number),
        }),
      ]),
    });
  });

  it.each([
    [['--annotations'], {}],
    [[], { GITHUB_ACTIONS: 'true' }],
  ])('annotates for GitHub: %j %j', async (options, environment) => {
    const { err } = await drift(['changed.txt', ...options], environment);
    expect(err).toMatch(
      /^::warning file=changed\.txt,line=\d+,title=value-added::value-added: TRANSFER_NOTIFICATION \/status "ON_HOLD"$/m,
    );
  });

  it('prints its usage', async () => {
    const { code, out } = await drift(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('Exit codes');
  });
});
