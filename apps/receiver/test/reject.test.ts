import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleOf } from './contract.ts';
import { errorMessage, isErrorMessage } from './error-message.ts';
import { exchange } from './exchange.ts';
import { KEY, post, type RunningReceiver, runReceiver, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');

let receiver: RunningReceiver;
beforeAll(async () => {
  receiver = await runReceiver();
});
afterAll(() => receiver.stop());

describe('a sender without a valid key', () => {
  it.each(EVENT_TYPES)('%s: is rejected without a key', async (eventType) => {
    const response = await fetch(receiver.url + registry[eventType].path, { method: 'POST' });
    expect(response.status).toBe(401);
    expect(await errorMessage(response)).toMatchObject({ errorCode: 'UNAUTHORIZED' });
  });

  it.each(['', 'A-KEY', 'a-key2', `${KEY},${KEY}`])('is rejected with the key "%s"', async (key) => {
    expect((await post(receiver.url + path, transfer, { 'api-key': key })).status).toBe(401);
  });

  it('learns neither of unknown paths nor of methods', async () => {
    expect((await fetch(`${receiver.url}/nothing-here`)).status).toBe(401);
    expect((await fetch(receiver.url + path)).status).toBe(401);
  });

  it('is rejected before its body is read', async () => {
    const response = await exchange(
      receiver.address.port,
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`,
    );
    expect(response).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe('a sender that asks before it sends its body (Expect: 100-continue)', () => {
  const head = (key: string) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nApi-Key: ${key}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(JSON.stringify(transfer))}\r\nExpect: 100-continue\r\n\r\n`;

  it('gets 100 Continue when its key is valid', async () => {
    const socket = connect(receiver.address.port, '127.0.0.1');
    socket.write(head(KEY));
    expect(String(await once(socket, 'data'))).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(JSON.stringify(transfer));
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  it('is rejected at once when it is not', async () => {
    expect(await exchange(receiver.address.port, head('wrong'))).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe('keys', () => {
  it('are all valid at once, in the configured header', async () => {
    const own = await withReceiver({
      environment: { API_KEYS: 'old, new', API_KEY_HEADER: 'X-Partner-Key' },
    });
    const send = (headers: Record<string, string>) => post(own.url + path, transfer, headers);
    expect((await send({ 'x-partner-key': 'old' })).status).toBe(200);
    expect((await send({ 'x-partner-key': 'new' })).status).toBe(200);
    expect((await send({ 'api-key': 'old' })).status).toBe(401);
  });
});

describe('a request that is not a notification', () => {
  const authenticated = { 'api-key': KEY };

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('%s gets 405 and the allowed method', async (method) => {
    const response = await fetch(receiver.url + path, { method, headers: authenticated });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await errorMessage(response)).toMatchObject({ errorCode: 'METHOD_NOT_ALLOWED' });
  });

  it.each(['/', '/nothing-here', `${path}/more`, '/docs/', '/metrics'])('%s gets 404', async (unknown) => {
    const response = await post(receiver.url + unknown, transfer);
    expect(response.status).toBe(404);
    expect(await errorMessage(response)).toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  it.each([['text/plain'], ['application/xml'], ['application/json; charset=utf-16'], ['application/jsonp']])(
    '%s gets 415',
    async (type) => {
      const response = await post(receiver.url + path, transfer, { 'content-type': type });
      expect(response.status).toBe(415);
      expect(await errorMessage(response)).toMatchObject({ errorCode: 'UNSUPPORTED_MEDIA_TYPE' });
    },
  );

  it('in an unknown compression gets 415', async () => {
    const response = await post(receiver.url + path, transfer, { 'content-encoding': 'compress' });
    expect(response.status).toBe(415);
    await errorMessage(response);
  });

  it.each([
    ['sent', Buffer.alloc(1_048_577, ' '), {}],
    ['when decompressed', gzipSync(Buffer.alloc(1_048_577, ' ')), { 'content-encoding': 'gzip' }],
  ])('too large as %s gets 413', async (_when, body, headers) => {
    const response = await post(receiver.url + path, body, headers);
    expect(response.status).toBe(413);
    expect(await errorMessage(response)).toMatchObject({ errorCode: 'PAYLOAD_TOO_LARGE' });
  });
});

describe('what is not a request', () => {
  it.each([
    ['bytes that are not HTTP', 'GARBAGE\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s gets an ErrorMessage as well', async (_what, text, status) => {
    const response = await exchange(receiver.address.port, text);
    expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const body = JSON.parse(response.slice(response.indexOf('\r\n\r\n')));
    expect(isErrorMessage?.(body), JSON.stringify(isErrorMessage?.errors)).toBe(true);
    expect(response).toContain(`X-Request-Id: ${body.requestId}`);
  });
});
