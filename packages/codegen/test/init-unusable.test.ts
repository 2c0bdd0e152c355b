import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { readContract } from '../src/contract.ts';
import { readSettings } from '../src/settings.ts';
import { init, project, SHOP, text } from './initialized-project.ts';
import { temporaryFolder } from './workbench.ts';

describe('codegen init, with a document that cannot be used', () => {
  it.each([
    ['that is missing', undefined, 'no such file'],
    ['that is no OpenAPI', 'a: 1\n', 'expected OpenAPI 3.1'],
    ['of OpenAPI 3.0', 'openapi: 3.0.3\ninfo: {}\n', 'convert the document to OpenAPI 3.1'],
    ['without webhooks', 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: {}\n', 'no webhook'],
  ])('%s, writes nothing', async (_what, document, message) => {
    const folder = await temporaryFolder();
    if (document !== undefined) await writeFile(join(folder, 'shop.yaml'), document);
    await expect(init(folder)).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual(document === undefined ? [] : ['shop.yaml']);
  });

  it('with faults in its webhooks, sets up the project, so that the overlay can correct them', async () => {
    const folder = await project(SHOP.replace('type: boolean', 'type: bool'));
    const { err, isReady } = await init(folder);
    expect(isReady).toBe(false);
    expect(err).toContain('`type`: expected');
    expect(err).toContain('Correct these faults by actions in shop.overlay.yaml, not in the document.');
    const overlay = join(folder, 'shop.overlay.yaml');
    const { actions, ...rest } = parse(await readFile(overlay, 'utf8'));
    actions.push({ target: '$.components.schemas.Order.properties.paid', update: { type: 'boolean' } });
    await writeFile(overlay, JSON.stringify({ ...rest, actions }));
    const { webhooks } = await readContract(join(folder, 'shop.yaml'), { overlays: [overlay] });
    expect(webhooks.map(({ eventType }) => eventType)).toContain('order.changed');
  });
});

describe('codegen init, with a document on the network', () => {
  async function serve(path: string, text: string, status = 200): Promise<string> {
    const server = createServer((request, response) => {
      response.writeHead(request.url === path ? status : 404).end(text);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('refuses it unless --network asks for it', async () => {
    const folder = await temporaryFolder();
    await expect(init(folder, 'https://example.com/shop.yaml')).rejects.toThrow('pass --network');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['/docs/shop.yaml', 'shop.yaml'],
    ['/latest', 'openapi.yaml'],
    ['/a%2F..%2Fb.yml?x=1', 'a-..-b.yml'],
  ])('downloads %s to %s with --network', async (path, file) => {
    const folder = await temporaryFolder();
    const origin = await serve(path, SHOP);
    const { isReady } = await init(folder, origin + path, true);
    expect(isReady).toBe(true);
    expect(await text(folder, file)).toBe(SHOP);
    expect((await readSettings(join(folder, 'codegen.config.yaml'))).document).toBe(join(folder, file));
  });

  it.each([
    ['a page', '<html>Log in</html>', 200, 'expected an OpenAPI document'],
    ['an error', SHOP, 500, 'found HTTP status 500'],
    [
      'one of several files',
      SHOP.replace("'#/components/schemas/Order'", 'order.yaml'),
      200,
      'it refers to another file, order.yaml',
    ],
  ])('refuses %s, and writes nothing', async (_what, answer, status, message) => {
    const folder = await temporaryFolder();
    const origin = await serve('/shop.yaml', answer, status);
    await expect(init(folder, `${origin}/shop.yaml`, true)).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });
});
