import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { HEAD_BYTES } from '../src/http/body.ts';
import { TIMINGS } from '../src/http/timings.ts';
import {
  body,
  JSON_TYPE,
  LENGTH,
  MIB,
  path,
  replayLast,
  request,
  sha256,
  textsOf,
  transfer,
  withQuarantine,
} from './quarantine.ts';
import { expectHttpError, openConnection, talk } from './raw-connection.ts';
import { post } from './running-receiver.ts';

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
    expectHttpError((await talk(own.receiver.address.port, sent, 1))[0], 413);
    expect(own.rejected).toEqual([
      expect.objectContaining({
        eventType: 'TRANSFER_NOTIFICATION',
        reasons: [{ pointer: '', code: 'size', message: `expected at most ${MIB} bytes` }],
        incomplete: { readBytes: large.length, totalBytes: large.length, sha256: sha256(large) },
      }),
    ]);
    expect(Buffer.from(own.rejected[0]?.body ?? []).equals(large.subarray(0, HEAD_BYTES))).toBe(true);
    expect(await replayLast(own)).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'incomplete' }] });
    const params = { path: { id: own.rejected[0]?.id ?? '' } };
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
    const { receiver, rejected } = await withQuarantine({ timings: { ...TIMINGS, lingerMs: 200 } });
    const read = Buffer.alloc(MIB + 5, 'y');
    const isChunked = lines[0]?.startsWith('Transfer');
    const sent = isChunked ? Buffer.concat([Buffer.from(`${(3 * MIB).toString(16)}\r\n`), read]) : read;
    expectHttpError((await talk(receiver.address.port, request([...lines, JSON_TYPE], sent), 1))[0], 413);
    expect(rejected[0]?.incomplete).toEqual({ readBytes: read.length, sha256: sha256(read), ...total });
  });

  it('when decompressed is stored whole, and can be replayed with a higher limit', async () => {
    const padded = JSON.stringify({ ...transfer, padding: ' '.repeat(MIB) });
    const own = await withQuarantine();
    const sent = gzipSync(padded);
    expect((await post(own.receiver.url + path, sent, { 'content-encoding': 'gzip' })).status).toBe(413);
    expect(Buffer.from(own.rejected[0]?.body ?? []).equals(sent)).toBe(true);
    expect(await replayLast(own)).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'size' }] });
    const roomier = await withQuarantine({
      inbox: own.receiver.inbox,
      environment: { MAX_BODY_BYTES: '2000000' },
    });
    const [stored] = own.rejected;
    expect(await replayLast({ ...roomier, rejected: stored ? [stored] : [] })).toMatchObject({
      outcome: 'received',
    });
  });

  it('at an unknown path or with another method says both', async () => {
    const { receiver, rejected } = await withQuarantine();
    const lines = [`Content-Length: ${large.length}`, JSON_TYPE];
    expectHttpError(
      (await talk(receiver.address.port, request(lines, large, { at: '/fund-notification' }), 1))[0],
      404,
    );
    expectHttpError((await talk(receiver.address.port, request(lines, large, { method: 'PUT' }), 1))[0], 405);
    expect(rejected.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ['path', 'size'],
      ['method', 'size'],
    ]);
  });
});

describe('a body that breaks off', () => {
  it.each([
    ['with a length', [`Content-Length: ${body.length + 7}`], body, { totalBytes: body.length + 7 }],
    ['in chunks', ['Transfer-Encoding: chunked'], `fff\r\n${body}`, {}],
  ])('%s leaves what arrived of it', async (_how, lines, sent, total) => {
    const own = await withQuarantine();
    const connection = await openConnection(own.receiver.address.port);
    connection.send(request([...lines, JSON_TYPE], sent));
    await new Promise((resolve) => setTimeout(resolve, 100));
    connection.socket.destroy();
    await vi.waitFor(() => expect(textsOf(own.rejected)).toEqual([body]), 30_000);
    const incomplete = { readBytes: body.length, sha256: sha256(Buffer.from(body)), ...total };
    expect(own.rejected[0]).toMatchObject({ incomplete, reasons: [{ code: 'broken' }] });
    await vi.waitFor(
      async () =>
        expect(await replayLast(own)).toMatchObject({
          outcome: 'invalid',
          reasons: [{ code: 'incomplete' }],
        }),
      30_000,
    );
  });

  it('at an invalid chunk leaves what arrived before it', async () => {
    const { receiver, rejected } = await withQuarantine();
    const sent = `${body.length.toString(16)}\r\n${body}\r\nXYZ\r\n`;
    expectHttpError(
      (await talk(receiver.address.port, request(['Transfer-Encoding: chunked', JSON_TYPE], sent)))[0],
      400,
    );
    await vi.waitFor(() => expect(textsOf(rejected)).toEqual([body]), 30_000);
  });

  it('because its time is over leaves what arrived of it', async () => {
    const { receiver, rejected } = await withQuarantine({
      timings: { ...TIMINGS, headersMs: 300, requestMs: 500, checkMs: 50 },
    });
    const sent = request([`Content-Length: ${body.length + 7}`, JSON_TYPE], body);
    expectHttpError((await talk(receiver.address.port, sent))[0], 408);
    await vi.waitFor(() => expect(textsOf(rejected)).toEqual([body]), 30_000);
    expect(rejected[0]?.incomplete).toMatchObject({ readBytes: body.length, totalBytes: body.length + 7 });
  });

  it('before its first byte leaves nothing', async () => {
    const { receiver, rejected } = await withQuarantine();
    const connection = await openConnection(receiver.address.port);
    connection.send(request([LENGTH, JSON_TYPE], ''));
    await new Promise((resolve) => setTimeout(resolve, 100));
    connection.socket.destroy();
    await vi.waitFor(
      () => expect(receiver.logged.some(({ msg }) => msg === 'request aborted')).toBe(true),
      30_000,
    );
    expect(rejected).toEqual([]);
  });
});
