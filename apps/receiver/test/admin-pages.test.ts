import { mkdir, writeFile } from 'node:fs/promises';
import { get, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { expectHttpError, talk } from './raw-connection.ts';
import { type RunningReceiver, runReceiver, withReceiver } from './running-receiver.ts';

let receiver: RunningReceiver;
beforeAll(async () => {
  receiver = await runReceiver();
});
afterAll(() => receiver.stop());

/** Asks the admin listener for a page under the name of a host. @returns the response. */
async function ask({ adminAddress }: RunningReceiver, host: string, page = '/docs/') {
  const line = host && `Host: ${host}\r\n`;
  const [response] = await talk(
    adminAddress.port,
    `GET ${page} HTTP/1.1\r\n${line}Connection: close\r\n\r\n`,
    1,
  );
  return response;
}

describe('pages of the admin listener', () => {
  it.each([
    '/console/',
    '/console/notifications',
    '/docs/',
    '/docs/index.html',
    '/docs/reference/webhooks.html',
    '/nothing-here',
  ])('%s must not be framed, sniffed or left with a referrer', async (page) => {
    const { headers } = await fetch(receiver.adminUrl + page);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers.has('strict-transport-security')).toBe(false);
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('the console', () => {
  const get = (path: string) => fetch(receiver.adminUrl + path, { redirect: 'manual' });

  it('is where an address without a path leads to', async () => {
    const { status, headers } = await get('/');
    expect([status, headers.get('location')]).toEqual([302, '/console/']);
  });

  it.each(['/console', '/console/', '/console/notifications/0190a1b2', '/console/no-such-view?a=b'])(
    'its first page is at %s: the path says which view it shows',
    async (path) => {
      const response = await get(path);
      expect(await response.text()).toBe('<title>The console</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-security-policy')).toContain("style-src 'self'");
    },
  );

  it('its files never change under their names', async () => {
    const response = await get('/console/assets/index-1a2b3c.js');
    expect(response.headers.get('content-type')).toContain('javascript');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('a file of another version is missing: a page must not be run as a script', async () => {
    expect((await get('/console/assets/index-000000.js')).status).toBe(404);
  });
});

describe('files are sent as the client takes them', () => {
  const PAGE = '<title>A page that is compressed</title>';
  const compressed = { br: brotliCompressSync(PAGE), gzip: gzipSync(PAGE) };

  beforeAll(async () => {
    await mkdir(join(receiver.folder, 'guides'));
    await Promise.all([
      writeFile(join(receiver.folder, 'guides/page.html'), PAGE),
      writeFile(join(receiver.folder, 'guides/page.html.br'), compressed.br),
      writeFile(join(receiver.folder, 'guides/page.html.gz'), compressed.gzip),
      writeFile(join(receiver.folder, 'guides/small.css'), 'a { color: red }'),
      writeFile(join(receiver.folder, 'console/assets/index-1a2b3c.js.br'), brotliCompressSync('export {};')),
    ]);
  });

  interface PageResponse {
    readonly status: number | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
  }

  // `fetch` says by itself what it accepts, and decompresses.
  const askFor = (path: string, headers: Readonly<Record<string, string>>): Promise<PageResponse> =>
    new Promise((resolve, reject) => {
      get(receiver.adminUrl + path, { headers }, async (response) => {
        const { statusCode: status, headers: received } = response;
        resolve({ status, headers: received, body: await buffer(response) });
      }).on('error', reject);
    });
  const accepting = (encodings: string | undefined) =>
    encodings === undefined ? {} : { 'accept-encoding': encodings };

  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0.1, gzip;q=0.9', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
  ] as const)('%s gets %s', async (accepted, encoding) => {
    const { status, headers, body } = await askFor('/docs/guides/page.html', accepting(accepted));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-encoding': encoding,
      'content-type': 'text/html; charset=utf-8',
      vary: 'Accept-Encoding',
    });
    expect(body).toEqual(compressed[encoding]);
  });

  it('those of the console too, with what says that they never change', async () => {
    const { headers, body } = await askFor('/console/assets/index-1a2b3c.js', accepting('br'));
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(brotliDecompressSync(body).toString()).toBe('export {};');
  });

  it.each([undefined, '', 'identity', 'deflate', 'br;q=0, gzip;q=0'])(
    '%s gets the file as it is',
    async (accepted) => {
      const { headers, body } = await askFor('/docs/guides/page.html', accepting(accepted));
      expect(headers).not.toHaveProperty('content-encoding');
      expect(headers).toMatchObject({ vary: 'Accept-Encoding' });
      expect(body.toString()).toBe(PAGE);
    },
  );

  it('a file that is not compressed is sent as it is', async () => {
    const { headers, body } = await askFor('/docs/guides/small.css', accepting('br'));
    expect(headers).not.toHaveProperty('content-encoding');
    expect(body.toString()).toContain('color: red');
  });

  it('a client that has the file already gets 304', async () => {
    const { headers } = await askFor('/docs/guides/page.html', accepting('br'));
    const again = { ...accepting('br'), 'if-none-match': String(headers.etag) };
    expect((await askFor('/docs/guides/page.html', again)).status).toBe(304);
  });

  it.each([
    '/docs/..%2fguides/page.html',
    '/docs/guides/..%2f..%2fpage.html',
    '/docs//guides/page.html%00',
    '/docs/guides',
  ])('%s leads to no file outside of the folder', async (path) => {
    const { status } = await askFor(path, accepting('br'));
    expect([301, 400, 401, 403, 404]).toContain(status);
  });
});

describe('the admin listener rejects other host names (DNS rebinding)', () => {
  it.each(['localhost', 'LOCALHOST:9090', '127.0.0.1', '127.0.0.1:9090', '127.1.2.3', '[::1]', '[::1]:9090'])(
    'it is %s',
    async (host) => {
      expect((await ask(receiver, host))?.status).toBe(200);
    },
  );

  it.each([
    'attacker.example',
    'attacker.example:9090',
    'localhost.attacker.example',
    '127.0.0.1.attacker.example',
    'attacker.example.',
    '0.0.0.0',
    '192.0.2.1',
    '[2001:db8::1]',
    'localhost:9090:80',
    'attacker.example@localhost',
  ])('it is not %s, in any of its pages', async (host) => {
    expectHttpError(await ask(receiver, host), 421);
    expectHttpError(await ask(receiver, host, '/nothing-here'), 421);
    expect(JSON.stringify(receiver.logged)).not.toContain('attacker');
  });

  it('probes are for everybody: they say nothing that is worth a name', async () => {
    expect((await ask(receiver, 'attacker.example', '/livez'))?.status).toBe(200);
    expect((await ask(receiver, '10.1.2.3:9090', '/readyz'))?.status).toBe(200);
  });

  it('open to a network it is any address, and the names that are configured, but no other name', async () => {
    const open = await withReceiver({
      environment: { ADMIN_HOST: '0.0.0.0', ADMIN_HOSTNAMES: 'receiver.internal, Receiver' },
    });
    const known = ['192.0.2.1:9090', '[2001:db8::1]', 'localhost', 'receiver.internal:9090', 'receiver'];
    for (const host of known) expect((await ask(open, host))?.status).toBe(200);
    for (const host of ['attacker.example', 'other.internal']) expectHttpError(await ask(open, host), 421);
  });
});

it.each(['receiver.internal:9090', 'a b', 'a,,b', 'https://receiver.internal'])(
  'ADMIN_HOSTNAMES cannot be "%s"',
  (names) => {
    expect(() => readConfig({ ADMIN_HOSTNAMES: names })).toThrow(
      'ADMIN_HOSTNAMES: expected host names separated by commas, without ports',
    );
  },
);

it('the public listener accepts any host name: its senders have a key', async () => {
  const text = `POST ${registry.TRANSFER_NOTIFICATION.path} HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n`;
  expectHttpError((await talk(receiver.address.port, text))[0], 401);
});
