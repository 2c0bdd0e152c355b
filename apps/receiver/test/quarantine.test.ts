import { gzipSync } from 'node:zlib';
import { InboxUnavailableError } from '@partner-webhooks/inbox';
import { describe, expect, it, vi } from 'vitest';
import {
  body,
  expectDelivery,
  JSON_TYPE,
  LENGTH,
  MIB,
  path,
  replayLast,
  request,
  shareQuarantine,
  textsOf,
  theTransfer,
  transfer,
  withQuarantine,
} from './quarantine.ts';
import { expectHttpError, openConnection, talk } from './raw-connection.ts';
import { KEY, post, withReceiver } from './running-receiver.ts';

const shared = shareQuarantine();

describe('a rejected body with a valid key is stored as it was sent, and can be replayed', () => {
  it.each<[string, number, Record<string, string>, string | Buffer, string]>([
    ['another media type', 415, { 'content-type': 'text/plain' }, body, 'content-type'],
    ['that of a form', 415, { 'content-type': 'application/x-www-form-urlencoded' }, body, 'content-type'],
    [
      'a foreign character set',
      415,
      { 'content-type': 'application/json; charset=utf-16le' },
      Buffer.from(body, 'utf16le'),
      'charset',
    ],
    [
      'an unknown compression name on plain text',
      415,
      { 'content-encoding': 'none' },
      body,
      'content-encoding',
    ],
    ['a compression that a proxy removed', 400, { 'content-encoding': 'gzip' }, body, 'broken'],
    [
      'a compressed one without its type',
      415,
      { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      gzipSync(body),
      'content-type',
    ],
  ])('%s', async (_what, status, headers, sent, code) => {
    const { receiver, rejected } = shared;
    const { deliveries } = await theTransfer(receiver);
    const response = await post(receiver.url + path, sent, headers);
    expect(response.status).toBe(status);
    const { 'content-type': contentType = 'application/json', 'content-encoding': contentEncoding } = headers;
    expect(rejected).toEqual([
      expect.objectContaining({
        method: 'POST',
        path,
        eventType: 'TRANSFER_NOTIFICATION',
        contentType,
        ...(contentEncoding && { contentEncoding }),
        reasons: [expect.objectContaining({ code })],
      }),
    ]);
    expect(Buffer.from(rejected[0]?.body ?? []).equals(Buffer.from(sent))).toBe(true);
    expect(rejected[0]).not.toHaveProperty('incomplete');
    expect(await replayLast(shared)).toMatchObject({ outcome: 'duplicate' });
    await expectDelivery(shared, deliveries);
  });

  it('under its id, as JSON in UTF-8, and is handled', async () => {
    const own = await withQuarantine();
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
    expect((await post(own.receiver.url + path, gzipSync(body), headers)).status).toBe(415);
    const id = own.rejected[0]?.id;
    expect(await replayLast(own)).toEqual({ outcome: 'received', notificationId: id });
    await vi.waitFor(
      () => expect(own.receiver.handled).toEqual([expect.objectContaining({ id, payload: transfer })]),
      30_000,
    );
    const stored = await own.receiver.inbox.notification(id ?? '');
    expect(Buffer.from(stored?.body ?? []).toString()).toBe(body);
  });

  it.each<[string, number, Buffer, string]>([
    ['PUT', 405, request([LENGTH, JSON_TYPE], body, { method: 'PUT' }), 'method'],
    ['PATCH', 405, request([LENGTH, JSON_TYPE], body, { method: 'PATCH' }), 'method'],
    ['DELETE', 405, request([LENGTH, JSON_TYPE], body, { method: 'DELETE' }), 'method'],
    [
      'GET, in chunks',
      405,
      request(
        ['Transfer-Encoding: chunked', JSON_TYPE],
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
        { method: 'GET' },
      ),
      'method',
    ],
    ['QUERY', 405, request([LENGTH, JSON_TYPE], body, { method: 'QUERY' }), 'method'],
    [
      'PUT to a path with a slash',
      405,
      request([LENGTH, JSON_TYPE], body, { method: 'PUT', at: `${path}/` }),
      'method',
    ],
    ['an unknown expectation', 417, request([LENGTH, JSON_TYPE, 'Expect: something-else'], body), 'header'],
    ['two Content-Types', 400, request([LENGTH, JSON_TYPE, 'Content-Type: text/plain'], body), 'header'],
    ['two Hosts', 400, request([LENGTH, JSON_TYPE, 'Host: y'], body), 'header'],
    ['no Host', 400, request([LENGTH, JSON_TYPE], body, { host: '' }), 'header'],
  ])('%s', async (_what, status, sent, code) => {
    const own = shared;
    expectHttpError((await talk(own.receiver.address.port, sent, 1))[0], status);
    expect(textsOf(own.rejected)).toEqual([body]);
    expect(own.rejected[0]).toMatchObject({ eventType: 'TRANSFER_NOTIFICATION', reasons: [{ code }] });
    expect(own.rejected[0]?.method).toBe(sent.toString().split(' ')[0]);
    expect(await replayLast(own)).toMatchObject({ outcome: 'duplicate' });
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])(
    'but %s without a body stores nothing',
    async (method) => {
      const { receiver, rejected } = shared;
      for (const at of [path, '/nothing-here']) {
        const { status } = await fetch(receiver.url + at, { method, headers: { 'api-key': KEY } });
        expect([404, 405]).toContain(status);
      }
      expect(rejected).toEqual([]);
    },
  );

  it('and one without a valid key is not even read', async () => {
    const { receiver, rejected } = shared;
    for (const method of ['POST', 'PUT'])
      for (const line of ['Content-Type: text/plain', 'Host: y', 'Expect: x']) {
        const anonymous = request([LENGTH, JSON_TYPE, line], body, { method })
          .toString()
          .replace(KEY, 'wrong');
        expectHttpError((await talk(receiver.address.port, anonymous, 1))[0], 401);
      }
    expect(rejected).toEqual([]);
  });

  it('of a sender that sends Expect: 100-continue as well', async () => {
    const { receiver, rejected } = shared;
    const connection = await openConnection(receiver.address.port);
    connection.send(request([LENGTH, 'Content-Type: text/plain', 'Expect: 100-continue'], ''));
    expect((await connection.response())?.status).toBe(100);
    connection.send(body);
    expectHttpError(await connection.response(), 415);
    connection.socket.destroy();
    expect(textsOf(rejected)).toEqual([body]);
  });

  it('whatever is in its headers, truncated to 500 characters', async () => {
    const { receiver, rejected } = shared;
    const long = `text/plain; x="${'é'.repeat(2_000)}"`;
    await talk(
      receiver.address.port,
      Buffer.from(request([LENGTH, `Content-Type: ${long}`], body).toString(), 'latin1'),
      1,
    );
    expect(rejected[0]?.contentType).toBe(long.slice(0, 500));
  });
});

describe('if the quarantine cannot be written', () => {
  it.each<[string, Buffer]>([
    ['a wrong form', request([LENGTH, 'Content-Type: text/plain'], body)],
    ['a wrong content', request(['Content-Length: 2', JSON_TYPE], '{}')],
    ['a wrong path', request([LENGTH, JSON_TYPE], body, { at: '/nothing-here' })],
    ['a wrong method', request([LENGTH, JSON_TYPE], body, { method: 'PUT' })],
    ['a wrong size', request([`Content-Length: ${2 * MIB}`, JSON_TYPE], Buffer.alloc(2 * MIB))],
  ])('%s gets 503, so that the sender retries', async (_what, sent) => {
    const receiver = await withReceiver({
      onQuarantine: () => {
        throw new InboxUnavailableError('the disk is full');
      },
    });
    const [response] = await talk(receiver.address.port, sent, 1);
    expectHttpError(response, 503);
    expect(response?.headers['retry-after']).toBeDefined();
  });
});
