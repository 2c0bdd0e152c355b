import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCertificate } from './certificates.ts';
import { exampleOf } from './contract.ts';
import { KEY, type RunningReceiver, runReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const body = JSON.stringify(exampleOf('TRANSFER_NOTIFICATION'));

function notification(version = '1.1'): string {
  return (
    `POST ${path} HTTP/${version}\r\nHost: x\r\nApi-Key: ${KEY}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  );
}

const CHUNKED = `${notification().replace(/Content-Length: \d+\r\n\r\n.*/s, 'Transfer-Encoding: chunked\r\n\r\n')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

/** Sends text, closes the side of the sender at once, and reads until the receiver has closed its own. @returns the statuses. */
async function sendAndClose(port: number, text: string, tls: boolean): Promise<number[]> {
  const to = { port, host: '127.0.0.1', allowHalfOpen: true };
  const socket = tls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
  await once(socket, tls ? 'secureConnect' : 'connect');
  let received = '';
  socket.setEncoding('latin1').on('data', (data: string) => (received += data));
  socket.end(text);
  await once(socket, 'end');
  return [...received.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(([, status]) => Number(status));
}

let plain: RunningReceiver;
let encrypted: RunningReceiver;
beforeAll(async () => {
  plain = await runReceiver();
  const { certFile, keyFile } = makeCertificate(plain.folder);
  encrypted = await runReceiver({ environment: { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } });
});
afterAll(async () => {
  await encrypted.stop();
  await plain.stop();
});

it.each<[what: string, text: string, statuses: readonly number[]]>([
  ['a notification', notification(), [200]],
  ['a notification in chunks', CHUNKED, [200]],
  ['a notification with HTTP/1.0', notification('1.0'), [200]],
  ['two notifications', notification().repeat(2), [200, 200]],
  ['twenty notifications', notification().repeat(20), Array(20).fill(200)],
  ['a probe', 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n', [200]],
  ['a probe that waits for the disk', 'GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n', [200]],
  ['a wrong key', notification().replace(KEY, 'wrong'), [401]],
  ['a notification and half of another one', notification() + notification().slice(0, -5), [200, 400]],
  ['nothing', '', []],
])('a sender that closes its side once it has sent %s gets its responses', async (_what, text, statuses) => {
  expect(await sendAndClose(plain.address.port, text, false)).toEqual(statuses);
  expect(await sendAndClose(encrypted.address.port, text, true)).toEqual(statuses);
});
