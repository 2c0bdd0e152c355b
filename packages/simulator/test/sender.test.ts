import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSender, type Sender, type Target } from '../src/index.ts';

const request = { path: '/transfer-notification', body: '{"a":"ä"}' };

async function senderTo(listener: RequestListener, target: Partial<Target> = {}, path = '') {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const sender: Sender = await createSender({
    ...{ url, apiKeyHeader: 'api-key', apiKey: 'secret', connections: 1, timeoutMs: 5_000 },
    ...target,
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await sender.close();
    server.close();
  });
  return { server, sender };
}

describe('a sender', () => {
  it.each([
    ['as the platform does', {}, { method: 'POST', 'content-type': 'application/json', key: 'secret' }],
    [
      'with the headers that a contract requires, but with its own key',
      { headers: { 'x-depot': '17', 'x-key': 'theirs' } },
      { method: 'POST', 'content-type': 'application/json', key: 'secret' },
    ],
    [
      'wrong on purpose',
      { method: 'PUT', mediaType: 'text/plain', apiKey: 'other' } as const,
      { method: 'PUT', 'content-type': 'text/plain', key: 'other' },
    ],
  ])('makes a request %s', async (_how, changes, expected) => {
    const seen: object[] = [];
    const { sender } = await senderTo(
      async (incoming, response) => {
        const { method, url, headers } = incoming;
        const { 'content-type': type, 'x-key': key } = headers;
        seen.push({ method, url, 'content-type': type, key, body: await text(incoming) });
        response.end();
      },
      { apiKeyHeader: 'x-key' },
      '/behind/a/gateway/',
    );
    expect(await sender.send({ ...request, ...changes })).toEqual({ status: 200, retries: 0 });
    expect(seen).toEqual([
      { ...expected, url: '/behind/a/gateway/transfer-notification', body: request.body },
    ]);
  });

  it.each([200, 202, 204])('takes %i as the acknowledgement', async (status) => {
    const { sender } = await senderTo((incoming, response) => {
      incoming.resume();
      response.writeHead(status).end();
    });
    expect(await sender.send({ ...request, headers: { 'x-depot': '17' } })).toEqual({ status, retries: 0 });
  });

  it('opens up to the maximum of connections, and keeps them open', async () => {
    let connections = 0;
    const respondLater = (incoming: IncomingMessage, done: () => void) =>
      incoming.resume().on('end', () => setTimeout(done, 5));
    const { server, sender } = await senderTo(
      (incoming, response) => respondLater(incoming, () => response.end()),
      { connections: 3 },
    );
    server.on('connection', () => {
      connections += 1;
    });
    await Promise.all(Array.from({ length: 30 }, () => sender.send(request)));
    expect(connections).toBe(3);
  });

  it('gives the error of a receiver, and the time to wait before a retry', async () => {
    const error = { message: 'later', responseType: 'ERROR', requestId: 'r1' };
    const { sender } = await senderTo((incoming, response) => {
      incoming.resume();
      response.writeHead(503, { 'retry-after': '7' }).end(JSON.stringify(error));
    });
    expect(await sender.send(request)).toEqual({ status: 503, retries: 0, retryAfterMs: 7_000, error });
  });

  it.each(['<html>Bad gateway</html>', '', 'null', '{"message":7}'])(
    'accepts any body from a gateway: %s',
    async (body) => {
      const { sender } = await senderTo((incoming, response) => {
        incoming.resume();
        response.writeHead(502).end(body);
      });
      expect(await sender.send(request)).toEqual({ status: 502, retries: 0 });
    },
  );

  it.each<[string, RequestListener, string]>([
    ['closes the connection', (incoming) => incoming.socket.destroy(), 'UND_ERR_SOCKET'],
    ['sends nothing', (incoming) => void incoming.resume(), 'UND_ERR_HEADERS_TIMEOUT'],
  ])('reports a receiver that %s', async (_what, listener, failure) => {
    const { sender } = await senderTo(listener, { timeoutMs: 300 });
    expect(await sender.send(request)).toEqual({ failure, retries: 0 });
  });

  it('reports a receiver that does not run', async () => {
    const { server, sender } = await senderTo(() => {});
    await new Promise((resolve) => server.close(resolve));
    expect(await sender.send(request)).toEqual({ failure: 'ECONNREFUSED', retries: 0 });
  });
});
