import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { InboxUnavailableError, type NotificationRecord, type RejectedBody } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { HEAD_BYTES } from '../src/http/body.ts';
import { TIMINGS } from '../src/http/timings.ts';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { expectRefusal, openConnection, talk } from './raw-connection.ts';
import {
  KEY,
  type Options,
  post,
  type RunningReceiver,
  runReceiver,
  withReceiver,
} from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const body = JSON.stringify(transfer);
const MIB = 1_048_576;

interface Quarantine {
  readonly receiver: RunningReceiver;
  readonly client: ReturnType<typeof adminClient>;
  /** What has gone into it during this test. */
  readonly refused: RejectedBody[];
}

/** One for one test. */
async function withQuarantine(options: Options = {}): Promise<Quarantine> {
  const refused: RejectedBody[] = [];
  const receiver = await withReceiver({ ...options, onQuarantine: (each) => refused.push(each) });
  return { receiver, refused, client: adminClient(receiver) };
}

// One for all tests that need none of their own. In its inbox is one transfer, whose repetitions are duplicates.
let shared: Quarantine;
beforeAll(async () => {
  const refused: RejectedBody[] = [];
  const receiver = await runReceiver({ onQuarantine: (each) => refused.push(each) });
  shared = { receiver, refused, client: adminClient(receiver) };
});
beforeEach(async () => {
  expect((await post(shared.receiver.url + path, body)).status).toBe(200);
  shared.refused.length = 0;
});
afterAll(() => shared.receiver.stop());

/** It was read as what it says: as a repetition of the one that is there. */
async function expectRepetition({ receiver }: Quarantine, deliveriesBefore: number) {
  expect((await theTransfer(receiver)).deliveries).toBe(deliveriesBefore + 1);
}

async function theTransfer({ inbox }: RunningReceiver): Promise<NotificationRecord> {
  const { items } = await inbox.notifications({ eventType: 'TRANSFER_NOTIFICATION' }, { limit: 9 });
  expect(items).toHaveLength(1);
  return items[0] as NotificationRecord;
}

/** A request as it goes over the wire, with its own lines beside those that every one has. */
function request(
  lines: readonly string[],
  sent: string | Buffer,
  { method = 'POST', at = path as string, host = 'Host: x' } = {},
) {
  const head = [`${method} ${at} HTTP/1.1`, host, `Api-Key: ${KEY}`, ...lines].filter(Boolean).join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(sent)]);
}

const LENGTH = `Content-Length: ${Buffer.byteLength(body)}`;
const JSON_TYPE = 'Content-Type: application/json';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bodies = (refused: readonly RejectedBody[]) => refused.map((each) => Buffer.from(each.body).toString());

/** Has the last refused body judged again. */
async function replayLast({ refused, client }: Pick<Quarantine, 'refused' | 'client'>, eventType?: string) {
  const params = { path: { id: refused.at(-1)?.id ?? '' } };
  const { data } = await client.POST('/api/quarantine/{id}/replay', {
    params,
    body: eventType ? { eventType } : {},
  });
  return data;
}

describe('a body that is taken because its meaning is certain', () => {
  it.each<[string, Record<string, string>, string | Buffer]>([
    ['a character set in single quotes', { 'content-type': "application/json; charset='utf-8'" }, body],
    ['us-ascii', { 'content-type': 'application/json; charset=us-ascii' }, body],
    ['text/json', { 'content-type': 'text/json' }, body],
    ['x-gzip', { 'content-encoding': 'x-gzip' }, gzipSync(body)],
    ['an empty Content-Encoding', { 'content-encoding': '' }, body],
    ['Content-Encoding: UTF-8', { 'content-encoding': 'UTF-8' }, body],
    ['a byte order mark', {}, `\uFEFF${body}`],
  ])('has %s', async (_what, headers, sent) => {
    const { deliveries } = await theTransfer(shared.receiver);
    expect((await post(shared.receiver.url + path, sent, headers)).status).toBe(200);
    await expectRepetition(shared, deliveries);
    expect(shared.refused).toEqual([]);
  });

  it('has no Content-Type at all, or the same one twice', async () => {
    const { port } = shared.receiver.address;
    for (const lines of [
      [LENGTH],
      [LENGTH, JSON_TYPE, JSON_TYPE],
      [LENGTH, JSON_TYPE, 'content-type: text/json'],
    ])
      expect((await talk(port, request(lines, body), 1))[0]?.status).toBe(200);
  });

  it('has 7,000 ids in a labels update, with no setting changed', async () => {
    const { receiver } = await withQuarantine();
    const updatedCustomers = Array.from(
      { length: 7_000 },
      (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    );
    const update = { notificationType: 'UPDATED', updatedCustomers };
    expect((await post(receiver.url + registry.LABELS_UPDATE_NOTIFICATION.path, update)).status).toBe(200);
    await vi.waitFor(() => expect(receiver.handled).toHaveLength(1), 30_000);
  });

  it.each([
    '/transfer-notification/',
    '//transfer-notification',
    '/Transfer-Notification',
    '/transfer%2Dnotification',
  ])('was sent to %s', async (at) => {
    const { receiver, refused } = shared;
    expect(
      (await talk(receiver.address.port, request([LENGTH, JSON_TYPE], body, { at }), 1))[0]?.status,
    ).toBe(200);
    const wrong = (
      await talk(receiver.address.port, request(['Content-Length: 2', JSON_TYPE], '{}', { at }), 1)
    )[0];
    expectRefusal(wrong, 400);
    expect(refused).toEqual([expect.objectContaining({ path: at, eventType: 'TRANSFER_NOTIFICATION' })]);
  });
});

describe('a refused body with a valid key is kept as it was sent, and can come back', () => {
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
    ['an unknown compression that is none', 415, { 'content-encoding': 'none' }, body, 'content-encoding'],
    ['a compression that somebody took out', 400, { 'content-encoding': 'gzip' }, body, 'broken'],
    [
      'a compressed one without its type',
      415,
      { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      gzipSync(body),
      'content-type',
    ],
  ])('%s', async (_what, status, headers, sent, code) => {
    const { receiver, refused } = shared;
    const { deliveries } = await theTransfer(receiver);
    const response = await post(receiver.url + path, sent, headers);
    expect(response.status).toBe(status);
    const { 'content-type': contentType = 'application/json', 'content-encoding': contentEncoding } = headers;
    expect(refused).toEqual([
      expect.objectContaining({
        method: 'POST',
        path,
        eventType: 'TRANSFER_NOTIFICATION',
        contentType,
        ...(contentEncoding && { contentEncoding }),
        reasons: [expect.objectContaining({ code })],
      }),
    ]);
    expect(Buffer.from(refused[0]?.body ?? []).equals(Buffer.from(sent))).toBe(true);
    expect(refused[0]).not.toHaveProperty('incomplete');
    expect(await replayLast(shared)).toMatchObject({ outcome: 'duplicate' });
    await expectRepetition(shared, deliveries);
  });

  it('under its id, as JSON in UTF-8, and is handled', async () => {
    const own = await withQuarantine();
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
    expect((await post(own.receiver.url + path, gzipSync(body), headers)).status).toBe(415);
    const id = own.refused[0]?.id;
    expect(await replayLast(own)).toEqual({ outcome: 'received', notificationId: id });
    await vi.waitFor(
      () => expect(own.receiver.handled).toEqual([expect.objectContaining({ id, payload: transfer })]),
      30_000,
    );
    const kept = await own.receiver.inbox.notification(id ?? '');
    expect(Buffer.from(kept?.body ?? []).toString()).toBe(body);
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
    expectRefusal((await talk(own.receiver.address.port, sent, 1))[0], status);
    expect(bodies(own.refused)).toEqual([body]);
    expect(own.refused[0]).toMatchObject({ eventType: 'TRANSFER_NOTIFICATION', reasons: [{ code }] });
    expect(own.refused[0]?.method).toBe(sent.toString().split(' ')[0]);
    expect(await replayLast(own)).toMatchObject({ outcome: 'duplicate' });
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])(
    'but %s without a body keeps nothing',
    async (method) => {
      const { receiver, refused } = shared;
      for (const at of [path, '/nothing-here']) {
        const { status } = await fetch(receiver.url + at, { method, headers: { 'api-key': KEY } });
        expect([404, 405]).toContain(status);
      }
      expect(refused).toEqual([]);
    },
  );

  it('and a stranger’s is not even read', async () => {
    const { receiver, refused } = shared;
    for (const method of ['POST', 'PUT'])
      for (const line of ['Content-Type: text/plain', 'Host: y', 'Expect: x']) {
        const stranger = request([LENGTH, JSON_TYPE, line], body, { method })
          .toString()
          .replace(KEY, 'wrong');
        expectRefusal((await talk(receiver.address.port, stranger, 1))[0], 401);
      }
    expect(refused).toEqual([]);
  });

  it('of a sender that asks first (Expect: 100-continue) as well', async () => {
    const { receiver, refused } = shared;
    const connection = await openConnection(receiver.address.port);
    connection.send(request([LENGTH, 'Content-Type: text/plain', 'Expect: 100-continue'], ''));
    expect((await connection.answer())?.status).toBe(100);
    connection.send(body);
    expectRefusal(await connection.answer(), 415);
    connection.socket.destroy();
    expect(bodies(refused)).toEqual([body]);
  });

  it('whatever is in its headers, cut to what a person can read', async () => {
    const { receiver, refused } = shared;
    const long = `text/plain; x="${'é'.repeat(2_000)}"`;
    await talk(
      receiver.address.port,
      Buffer.from(request([LENGTH, `Content-Type: ${long}`], body).toString(), 'latin1'),
      1,
    );
    expect(refused[0]?.contentType).toBe(long.slice(0, 500));
  });
});

describe('a body that is too large', () => {
  const large = Buffer.concat([
    Buffer.from('{"transferId":"'),
    Buffer.alloc(2 * MIB, 'x'),
    Buffer.from('"}'),
  ]);
  const chunked = Buffer.concat([
    Buffer.from(`${large.length.toString(16)}\r\n`),
    large,
    Buffer.from('\r\n0\r\n\r\n'),
  ]);

  it.each([
    ['that says so', request([`Content-Length: ${large.length}`, JSON_TYPE], large)],
    ['in chunks', request(['Transfer-Encoding: chunked', JSON_TYPE], chunked)],
  ])('%s leaves its head, its length and the hash of all of it', async (_how, sent) => {
    const own = await withQuarantine();
    expectRefusal((await talk(own.receiver.address.port, sent, 1))[0], 413);
    expect(own.refused).toEqual([
      expect.objectContaining({
        eventType: 'TRANSFER_NOTIFICATION',
        reasons: [{ pointer: '', code: 'size', message: `expected at most ${MIB} bytes` }],
        incomplete: { readBytes: large.length, totalBytes: large.length, sha256: sha256(large) },
      }),
    ]);
    expect(Buffer.from(own.refused[0]?.body ?? []).equals(large.subarray(0, HEAD_BYTES))).toBe(true);
    expect(await replayLast(own)).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'incomplete' }] });
    const params = { path: { id: own.refused[0]?.id ?? '' } };
    const { data } = await own.client.GET('/api/quarantine/{id}', { params });
    expect(data).toMatchObject({
      body: large.subarray(0, HEAD_BYTES).toString(),
      bodyEncoding: 'utf-8',
      bytes: HEAD_BYTES,
    });
  });

  it.each([
    ['that says so and stops', [`Content-Length: ${large.length}`], { totalBytes: large.length }],
    ['in chunks that never end', ['Transfer-Encoding: chunked'], {}],
  ])('%s leaves the hash of what was read', async (_how, lines, total) => {
    const { receiver, refused } = await withQuarantine({ timings: { ...TIMINGS, lingerMs: 200 } });
    const read = Buffer.alloc(MIB + 5, 'y');
    const isChunked = lines[0]?.startsWith('Transfer');
    const sent = isChunked ? Buffer.concat([Buffer.from(`${(3 * MIB).toString(16)}\r\n`), read]) : read;
    expectRefusal((await talk(receiver.address.port, request([...lines, JSON_TYPE], sent), 1))[0], 413);
    expect(refused[0]?.incomplete).toEqual({ readBytes: read.length, sha256: sha256(read), ...total });
  });

  it('when decompressed is kept whole, and comes back where the limit is higher', async () => {
    const padded = JSON.stringify({ ...transfer, padding: ' '.repeat(MIB) });
    const own = await withQuarantine();
    const sent = gzipSync(padded);
    expect((await post(own.receiver.url + path, sent, { 'content-encoding': 'gzip' })).status).toBe(413);
    expect(Buffer.from(own.refused[0]?.body ?? []).equals(sent)).toBe(true);
    expect(await replayLast(own)).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'size' }] });
    const roomier = await withQuarantine({
      inbox: own.receiver.inbox,
      environment: { MAX_BODY_BYTES: '2000000' },
    });
    const [kept] = own.refused;
    expect(await replayLast({ ...roomier, refused: kept ? [kept] : [] })).toMatchObject({
      outcome: 'received',
    });
  });

  it('at an unknown path or with another method says both', async () => {
    const { receiver, refused } = await withQuarantine();
    const lines = [`Content-Length: ${large.length}`, JSON_TYPE];
    expectRefusal(
      (await talk(receiver.address.port, request(lines, large, { at: '/fund-notification' }), 1))[0],
      404,
    );
    expectRefusal((await talk(receiver.address.port, request(lines, large, { method: 'PUT' }), 1))[0], 405);
    expect(refused.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ['path', 'size'],
      ['method', 'size'],
    ]);
  });
});

describe('a body that breaks off', () => {
  it.each([
    ['with a length', [`Content-Length: ${body.length + 7}`], body, { totalBytes: body.length + 7 }],
    ['in chunks', ['Transfer-Encoding: chunked'], `fff\r\n${body}`, {}],
  ])('%s leaves what came of it', async (_how, lines, sent, total) => {
    const own = await withQuarantine();
    const connection = await openConnection(own.receiver.address.port);
    connection.send(request([...lines, JSON_TYPE], sent));
    await new Promise((resolve) => setTimeout(resolve, 100));
    connection.socket.destroy();
    await vi.waitFor(() => expect(bodies(own.refused)).toEqual([body]), 10_000);
    const incomplete = { readBytes: body.length, sha256: sha256(Buffer.from(body)), ...total };
    expect(own.refused[0]).toMatchObject({ incomplete, reasons: [{ code: 'broken' }] });
    await vi.waitFor(async () =>
      expect(await replayLast(own)).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'incomplete' }] }),
    );
  });

  it('in the middle of a chunk that is none leaves what came before it', async () => {
    const { receiver, refused } = await withQuarantine();
    const sent = `${body.length.toString(16)}\r\n${body}\r\nXYZ\r\n`;
    expectRefusal(
      (await talk(receiver.address.port, request(['Transfer-Encoding: chunked', JSON_TYPE], sent)))[0],
      400,
    );
    await vi.waitFor(() => expect(bodies(refused)).toEqual([body]), 10_000);
  });

  it('because its time is over leaves what came of it', async () => {
    const { receiver, refused } = await withQuarantine({
      timings: { ...TIMINGS, headersMs: 300, requestMs: 500, checkMs: 50 },
    });
    const sent = request([`Content-Length: ${body.length + 7}`, JSON_TYPE], body);
    expectRefusal((await talk(receiver.address.port, sent))[0], 408);
    await vi.waitFor(() => expect(bodies(refused)).toEqual([body]), 10_000);
    expect(refused[0]?.incomplete).toMatchObject({ readBytes: body.length, totalBytes: body.length + 7 });
  });

  it('before its first byte leaves nothing', async () => {
    const { receiver, refused } = await withQuarantine();
    const connection = await openConnection(receiver.address.port);
    connection.send(request([LENGTH, JSON_TYPE], ''));
    await new Promise((resolve) => setTimeout(resolve, 100));
    connection.socket.destroy();
    await vi.waitFor(
      () => expect(receiver.logged.some(({ msg }) => msg === 'request aborted')).toBe(true),
      10_000,
    );
    expect(refused).toEqual([]);
  });
});

describe('where the quarantine cannot be written', () => {
  it.each<[string, Buffer]>([
    ['a wrong form', request([LENGTH, 'Content-Type: text/plain'], body)],
    ['a wrong content', request(['Content-Length: 2', JSON_TYPE], '{}')],
    ['a wrong path', request([LENGTH, JSON_TYPE], body, { at: '/nothing-here' })],
    ['a wrong method', request([LENGTH, JSON_TYPE], body, { method: 'PUT' })],
    ['a wrong size', request([`Content-Length: ${2 * MIB}`, JSON_TYPE], Buffer.alloc(2 * MIB))],
  ])('%s is answered with 503, so that the sender sends it again', async (_what, sent) => {
    const receiver = await withReceiver({
      onQuarantine: () => {
        throw new InboxUnavailableError('the disk is full');
      },
    });
    const [answer] = await talk(receiver.address.port, sent, 1);
    expectRefusal(answer, 503);
    expect(answer?.headers['retry-after']).toBeDefined();
  });
});

describe('a body that was sent to a path that means nothing', () => {
  const unknown = async () => {
    const own = await withQuarantine();
    expect((await post(`${own.receiver.url}/webhooks/transfers`, transfer)).status).toBe(404);
    return own;
  };

  it('is judged as the event type that a person names, and received', async () => {
    const own = await unknown();
    expect(own.refused[0]).not.toHaveProperty('eventType');
    expect(await replayLast(own)).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'path' }] });
    expect(await replayLast(own, 'RE_TOKEN_PRICES')).toMatchObject({ outcome: 'invalid' });
    const params = { path: { id: own.refused[0]?.id ?? '' } };
    const { data } = await own.client.GET('/api/quarantine/{id}', { params });
    expect(data?.reasons).toEqual([expect.objectContaining({ code: 'path' })]);
    expect(data?.revalidations.map(({ eventType }) => eventType)).toEqual([undefined, 'RE_TOKEN_PRICES']);
    expect(data?.lastRevalidation).toEqual(data?.revalidations[1]);
    expect(await replayLast(own, 'TRANSFER_NOTIFICATION')).toMatchObject({ outcome: 'received' });
    await vi.waitFor(
      () => expect(own.receiver.handled).toEqual([expect.objectContaining({ payload: transfer })]),
      30_000,
    );
  });

  it('is received with all others of that path, and a dry run leaves no trace', async () => {
    const { client, receiver } = await unknown();
    await post(`${receiver.url}/webhooks/other`, transfer);
    const ask = (dryRun: boolean) =>
      client.POST('/api/quarantine/replay', {
        body: { filter: { path: '/webhooks/transfers' }, eventType: 'TRANSFER_NOTIFICATION', dryRun },
      });
    const expected = { matched: 1, received: 1, duplicates: 0, invalid: 0 };
    expect((await ask(true)).data).toEqual(expected);
    expect((await client.GET('/api/quarantine')).data?.items).toHaveLength(2);
    expect((await ask(false)).data).toEqual(expected);
    const { data } = await client.GET('/api/quarantine', { params: { query: { path: '/webhooks/other' } } });
    expect(data?.items).toEqual([expect.objectContaining({ path: '/webhooks/other' })]);
    expect(data?.items[0]).not.toHaveProperty('lastRevalidation');
  });

  it('is not judged as an event type that the contract does not have', async () => {
    const { client, refused } = await unknown();
    for (const eventType of ['', 'NO_SUCH_TYPE', 'transfer_notification', '__proto__']) {
      const params = { path: { id: refused[0]?.id ?? '' } };
      const one = await client.POST('/api/quarantine/{id}/replay', { params, body: { eventType } });
      const all = await client.POST('/api/quarantine/replay', { body: { filter: {}, eventType } });
      expect([one.response.status, all.response.status]).toEqual([400, 400]);
    }
  });

  it('is judged without an event type where the request has no body at all', async () => {
    const { client, refused } = await unknown();
    const params = { path: { id: refused[0]?.id ?? '' } };
    const { data } = await client.POST('/api/quarantine/{id}/replay', { params });
    expect(data).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'path' }] });
  });
});

describe('a body of an event type that the contract no longer has', () => {
  it('says so when it is judged again, and can be judged as another', async () => {
    const own = await withQuarantine();
    const id = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
    const eventType = 'FUND_NOTIFICATION' as 'TRANSFER_NOTIFICATION';
    const refused: RejectedBody = {
      id,
      path,
      eventType,
      body: Buffer.from(body),
      reasons: [],
      receivedAt: new Date(0),
    };
    await own.receiver.inbox.quarantine(refused);
    own.refused.push(refused);
    expect(await replayLast(own)).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'event-type' }] });
    expect(await replayLast(own, 'TRANSFER_NOTIFICATION')).toMatchObject({ outcome: 'received' });
  });
});

describe('whatever a sender with a valid key sends', () => {
  const headerValue = (words: readonly string[]) =>
    fc.oneof(
      fc.constantFrom(...words),
      fc
        .array(fc.constantFrom(...words, ';', ',', ' ', '=', '"', 'x', 'é'), { maxLength: 6 })
        .map((parts) => parts.join('').trim()),
    );
  const line = (name: string, words: readonly string[]) =>
    fc.array(
      headerValue(words).map((value) => `${name}: ${value}`),
      { maxLength: 2 },
    );
  const sent = fc.oneof(
    fc.constantFrom(body, gzipSync(body), Buffer.from(body, 'utf16le'), `\uFEFF${body}`, '{}', 'x'),
    fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((json) => Buffer.from(json)),
  );
  const anything = fc.record({
    method: fc.constantFrom(
      'POST',
      'POST',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'GET',
      'OPTIONS',
      'QUERY',
      'PROPFIND',
    ),
    at: fc.oneof(
      fc.constantFrom(
        path,
        `${path}/`,
        `/${path}`,
        path.toUpperCase(),
        '/nothing',
        '/transfer%2Dnotification',
        '/%',
        '/livez/x',
      ),
      fc.webPath().map((each) => each || '/'),
    ),
    host: fc.constantFrom('Host: x', '', 'Host: x\r\nHost: y'),
    types: line('Content-Type', [
      'application/json',
      'text/plain',
      'charset=utf-8',
      'charset=latin1',
      '+json',
      '',
    ]),
    encodings: line('Content-Encoding', ['gzip', 'br', 'identity', 'zstd', 'utf-8', '']),
    expect: fc.constantFrom([], [], [], ['Expect: x']),
    isChunked: fc.boolean(),
    sent,
  });

  it('is answered with 200 and in the inbox, or refused and in quarantine byte for byte, and can be judged again', async () => {
    const { receiver, refused, client } = await withQuarantine({ environment: { LOG_LEVEL: 'silent' } });
    const received: string[] = [];
    const stop = receiver.inbox.follow(({ kind, id }) => {
      if (kind === 'received' || kind === 'duplicate') received.push(id);
    });
    await fc.assert(
      fc.asyncProperty(
        anything,
        async ({ method, at, host, types, encodings, expect: asked, isChunked, sent: bytes }) => {
          refused.length = 0;
          received.length = 0;
          const whole = Buffer.from(bytes);
          const framed = isChunked
            ? Buffer.concat([
                Buffer.from(`${whole.length.toString(16)}\r\n`),
                whole,
                Buffer.from('\r\n0\r\n\r\n'),
              ])
            : whole;
          const framing = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${whole.length}`;
          const head = request([framing, ...types, ...encodings, ...asked], '', { method, at, host });
          const text = Buffer.concat([Buffer.from(head.toString(), 'latin1'), framed]);
          const [answer] = await talk(receiver.address.port, text, 1);
          if (answer?.status === 200) {
            expect([received.length, refused.length]).toEqual([1, 0]);
            return;
          }
          expect(answer?.status).toBeOneOf([400, 404, 405, 415, 417]);
          expect([received.length, refused.length]).toEqual([0, 1]);
          expect(Buffer.from(refused[0]?.body ?? []).equals(whole)).toBe(true);
          const params = { path: { id: refused[0]?.id ?? '' } };
          expect((await client.GET('/api/quarantine/{id}', { params })).response.status).toBe(200);
          const again = { params, body: { eventType: 'TRANSFER_NOTIFICATION' } };
          const { data, response } = await client.POST('/api/quarantine/{id}/replay', again);
          expect(response.status).toBe(200);
          // What says what the notification says, in whatever clothes, comes back.
          if (whole.equals(Buffer.from(body))) expect(data?.outcome).not.toBe('invalid');
        },
      ),
      { numRuns: 150 },
    );
    stop();
  });
});
