import { once } from 'node:events';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { registry } from '@partner-webhooks/types';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { TIMINGS } from '../src/http/timings.ts';
import { makeCertificate, type TestCertificate } from './certificates.ts';
import { exampleOf } from './contract.ts';
import { expectHttpError, openConnection, rawConnection } from './raw-connection.ts';
import { KEY, type Options, withReceiver } from './running-receiver.ts';
import { temporaryFolder } from './temporary-folder.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const body = JSON.stringify(exampleOf('TRANSFER_NOTIFICATION'));
const notification =
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nApi-Key: ${KEY}\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${body.length}\r\n\r\n${body}`;

let certificate: TestCertificate;
beforeEach(async () => {
  certificate = makeCertificate(await temporaryFolder());
});

/** A receiver that speaks TLS with the certificate. */
function withTls({ environment, ...options }: Options = {}) {
  const { certFile, keyFile } = certificate;
  return withReceiver({
    ...options,
    environment: { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, ...environment },
  });
}

/** Connects as a sender does that trusts nothing but the certificate. */
async function open(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: certificate.cert,
    ...options,
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

describe('with a certificate', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('the public listener speaks %s', async (version) => {
    const { address } = await withTls();
    const socket = await open(address.port, { minVersion: version, maxVersion: version });
    const connection = rawConnection(socket);
    connection.send(notification + notification);
    expect((await connection.response())?.status).toBe(200);
    expect((await connection.response())?.status).toBe(200);
    connection.send('GARBAGE\r\n\r\n');
    expectHttpError(await connection.response(), 400);
  });

  it('nothing older than TLS 1.2 is spoken', async () => {
    const { address, logged } = await withTls();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(open(address.port, old)).rejects.toThrow('alert protocol version');
    expect(logged).toContainEqual(expect.objectContaining({ msg: 'TLS handshake failed' }));
  });

  it('a plain request gets no response on the public listener, and one on the admin listener', async () => {
    const { address, adminUrl } = await withTls();
    const plain = await openConnection(address.port);
    plain.send(notification);
    expect(await plain.response()).toBeUndefined();
    expect((await fetch(`${adminUrl}/livez`)).status).toBe(200);
  });

  it('a handshake that does not come is waited for no longer than for headers', async () => {
    const { address, logged } = await withTls({ timings: { ...TIMINGS, headersMs: 300 } });
    const silent = await openConnection(address.port);
    await silent.closed;
    expect(logged).toContainEqual(
      expect.objectContaining({ msg: 'TLS handshake failed', code: 'ERR_TLS_HANDSHAKE_TIMEOUT' }),
    );
  });

  it('connections without a handshake are closed when nine tenths are in use, like those kept alive', async () => {
    const { address } = await withTls({ environment: { MAX_CONNECTIONS: '10' } });
    const keepAlive = rawConnection(await open(address.port));
    keepAlive.send(notification);
    expect((await keepAlive.response())?.status).toBe(200);
    const silent = [];
    for (let n = 0; n < 8; n += 1) silent.push(await openConnection(address.port));
    for (let n = 0; n < 3; n += 1) {
      const connection = rawConnection(await open(address.port));
      connection.send(notification);
      expect((await connection.response())?.status).toBe(200);
    }
    await Promise.all([keepAlive.closed, silent[0]?.closed, silent[1]?.closed]);
    expect(silent.slice(3).some(({ socket }) => socket.destroyed)).toBe(false);
    for (const { socket } of silent) socket.destroy();
  });

  it('the receiver stops although connections are kept alive or have not started their handshake', async () => {
    const { address, stop } = await withTls();
    const keepAlive = rawConnection(await open(address.port));
    keepAlive.send(notification);
    expect((await keepAlive.response())?.status).toBe(200);
    const silent = await openConnection(address.port);
    await stop();
    await Promise.all([keepAlive.closed, silent.closed]);
  });
});
