import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from './started-receiver.ts';

/** A server with the admin API of a receiver without settings. @returns its port. */
async function listenAt(host: string): Promise<string> {
  const server = createServer((_req, res) => {
    res.setHeader('Content-Type', 'application/json').end('{"items":[]}');
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return String((server.address() as AddressInfo).port);
}

describe('the CLI reaches a receiver at its ADMIN_HOST', () => {
  it.each([
    '127.0.0.1',
    '0.0.0.0',
    'localhost',
    '::1',
    '::',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    ' ::1 ',
    '0::0',
  ])('at %s', async (host) => {
    const port = await listenAt(host.trim());
    const environment = { ADMIN_HOST: host, ADMIN_PORT: port, ADMIN_TOKEN: 'token' };
    expect(await runCli(['config'], environment)).toEqual({ code: 0, out: '(none)\n', err: '' });
  });

  it('at its default if the variable is empty', async () => {
    const port = await listenAt('127.0.0.1');
    const environment = { ADMIN_URL: '', ADMIN_HOST: '', ADMIN_PORT: port, ADMIN_TOKEN: 'token' };
    expect((await runCli(['config'], environment)).code).toBe(0);
  });

  it('but not with a zone, which no URL can name', async () => {
    const { code, err } = await runCli(['config'], { ADMIN_HOST: 'fe80::1%eth0', ADMIN_TOKEN: 'token' });
    expect(code).toBe(2);
    expect(err).toContain('ADMIN_HOST: a URL cannot name the zone in fe80::1%eth0. Set ADMIN_URL');
  });
});
