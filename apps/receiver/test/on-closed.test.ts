import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { registry } from '@partner-webhooks/types';
import { expect, it, onTestFinished } from 'vitest';
import { onClosed } from '../src/http/on-closed.ts';
import { exampleOf } from './contract.ts';
import { KEY, runReceiver } from './running-receiver.ts';

it.each([
  ['has been sent', (res: ServerResponse) => res.end()],
  ['has been aborted', (res: ServerResponse) => res.destroy()],
])('calls all callbacks, once and in order, when a response %s', async (_how, end) => {
  const called: string[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const server = createServer((_req, res) => {
    for (const name of ['first', 'second', 'third']) onClosed(res, () => called.push(name));
    onClosed(res, resolve);
    expect(called).toEqual([]);
    end(res);
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    connect(port, '127.0.0.1').end('GET / HTTP/1.0\r\n\r\n').resume();
  });
  await closed;
  expect(called).toEqual(['first', 'second', 'third']);
});

// `onClosed` says why. Listeners of libraries count as well.
it('no event of a request or of its response has two listeners', async () => {
  const crowded: string[] = [];
  let responses = 0;
  const inspect = (message: unknown) => {
    const { request, response } = message as { request: ServerResponse; response: ServerResponse };
    responses += 1;
    for (const emitter of [request, response])
      crowded.push(
        ...emitter
          .eventNames()
          .map(String)
          .filter((name) => emitter.listenerCount(name) > 1),
      );
  };
  subscribe('http.server.response.finish', inspect);
  onTestFinished(() => void unsubscribe('http.server.response.finish', inspect));
  const receiver = await runReceiver();
  onTestFinished(receiver.stop);

  const { path } = registry.TRANSFER_NOTIFICATION;
  const headers = { 'api-key': KEY, 'content-type': 'application/json' };
  const post = (body: string) => fetch(`${receiver.url}${path}`, { method: 'POST', headers, body });
  expect((await post(JSON.stringify(exampleOf('TRANSFER_NOTIFICATION')))).status).toBe(200);
  expect((await post('{}')).status).toBe(400);
  expect(responses).toBe(2);
  expect(crowded).toEqual([]);
});
