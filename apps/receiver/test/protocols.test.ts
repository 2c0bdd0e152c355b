import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleOf } from './contract.ts';
import { expectHttpError, talk } from './raw-connection.ts';
import { KEY, type RunningReceiver, runReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const body = JSON.stringify(exampleOf('TRANSFER_NOTIFICATION'));

let receiver: RunningReceiver;
let port: number;
beforeAll(async () => {
  receiver = await runReceiver();
  ({ port } = receiver.address);
});
afterAll(() => receiver.stop());

/** An authenticated notification, with further lines in its head. */
function notification(...lines: readonly string[]): string {
  return (
    `POST ${path} HTTP/1.1\r\nHost: x\r\nApi-Key: ${KEY}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}`
  );
}

const http10 = (text: string) => text.replace('HTTP/1.1', 'HTTP/1.0');
const nowhere = (text: string) => text.replace('Host: x\r\n', '');
const withKey = (key: string, text: string) => text.replace(`Api-Key: ${KEY}`, `Api-Key: ${key}`);

describe('HTTP/1.0', () => {
  it.each([
    ['without keep-alive', http10(notification())],
    ['with keep-alive', http10(notification('Connection: keep-alive'))],
    ['without a Host', nowhere(http10(notification()))],
  ])('%s gets a response, and then the connection is closed', async (_how, text) => {
    const [response, ...others] = await talk(port, text);
    expect(response).toMatchObject({ status: 200, headers: { connection: 'close' } });
    expect(others).toEqual([]);
  });
});

describe('HTTP/1.1', () => {
  it.each([
    ['without a Host', nowhere(notification())],
    ['with two Hosts', notification('Host: y')],
  ])('%s gets 400', async (_how, text) => {
    const responses = await talk(port, text);
    expect(responses).toHaveLength(1);
    expectHttpError(responses[0], 400);
  });

  it('takes a target in absolute form, whichever host it names', async () => {
    const text = notification().replace(path, `http://elsewhere.example${path}`);
    expect((await talk(port, text, 1))[0]?.status).toBe(200);
  });

  it.each([
    ['h2c', 'Connection: Upgrade, HTTP2-Settings'],
    ['websocket', 'Connection: Upgrade'],
  ])('ignores `Upgrade: %s` and closes after the response', async (protocol, line) => {
    const responses = await talk(port, notification(line, `Upgrade: ${protocol}`) + notification());
    expect(responses).toEqual([
      expect.objectContaining({ status: 200, headers: expect.objectContaining({ connection: 'close' }) }),
    ]);
  });

  it('an expectation other than 100-continue gets 417, and 401 if the key is not valid', async () => {
    const text = notification('Expect: something-else');
    expectHttpError((await talk(port, text))[0], 417);
    expectHttpError((await talk(port, withKey('wrong', text)))[0], 401);
  });

  it.each(['TRACE', 'OPTIONS'])('%s gets 401 or 405, and nothing of it is repeated', async (method) => {
    const text = notification('X-Secret: hunter2').replace('POST', method);
    const anonymous = await talk(port, withKey('wrong', text), 1);
    const known = await talk(port, text, 1);
    expect([anonymous, known].map(([response]) => response?.status)).toEqual([401, 405]);
    expect(JSON.stringify([anonymous, known])).not.toContain('hunter2');
  });

  it('closes the connection on CONNECT, with a key or without', async () => {
    const text = `CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nApi-Key: ${KEY}\r\n\r\n`;
    expect(await talk(port, text)).toEqual([]);
    expect(await talk(port, withKey('wrong', text))).toEqual([]);
  });

  it('takes 100 headers and no more', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, n) => `X-${n}: x`);
    const own = 4;
    expect((await talk(port, notification(...lines(100 - own)), 1))[0]?.status).toBe(200);
    expectHttpError((await talk(port, notification(...lines(101 - own))))[0], 431);
    expectHttpError((await talk(port, notification(...lines(1_000))))[0], 431);
  });
});

describe('what is not HTTP/1', () => {
  it.each([
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a request that calls itself HTTP/2.0', notification().replace('HTTP/1.1', 'HTTP/2.0')],
    ['HTTP/0.9', `GET ${path}\r\n\r\n`],
    ['an unknown method', notification().replace('POST', 'BREW')],
    ['a TLS hello', Buffer.from(`16030100c8010000c40303${'5a'.repeat(200)}`, 'hex')],
    ['a PROXY line', `PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n${notification()}`],
    ['zeros', Buffer.alloc(1_000)],
  ])('%s is rejected with 400, and the connection is closed', async (_what, data) => {
    const responses = await talk(port, data);
    expect(responses).toHaveLength(1);
    expectHttpError(responses[0], 400);
  });
});

it('the receiver is still there after all of this', async () => {
  expect((await talk(port, notification(), 1))[0]?.status).toBe(200);
});
