import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { body, path, request, withQuarantine } from './quarantine.ts';
import { talk } from './raw-connection.ts';

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

  it('gets 200 and is in the inbox, or is rejected and in quarantine byte for byte, and can be replayed', async () => {
    const { receiver, rejected, client } = await withQuarantine({ environment: { LOG_LEVEL: 'silent' } });
    const received: string[] = [];
    const stop = receiver.inbox.follow(({ kind, id }) => {
      if (kind === 'received' || kind === 'duplicate') received.push(id);
    });
    await fc.assert(
      fc.asyncProperty(
        anything,
        async ({ method, at, host, types, encodings, expect: asked, isChunked, sent: bytes }) => {
          rejected.length = 0;
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
          const [response] = await talk(receiver.address.port, text, 1);
          if (response?.status === 200) {
            expect([received.length, rejected.length]).toEqual([1, 0]);
            return;
          }
          expect(response?.status).toBeOneOf([400, 404, 405, 415, 417]);
          expect([received.length, rejected.length]).toEqual([0, 1]);
          expect(Buffer.from(rejected[0]?.body ?? []).equals(whole)).toBe(true);
          const params = { path: { id: rejected[0]?.id ?? '' } };
          expect((await client.GET('/api/quarantine/{id}', { params })).response.status).toBe(200);
          const again = { params, body: { eventType: 'TRANSFER_NOTIFICATION' } };
          const { data, response: replayed } = await client.POST('/api/quarantine/{id}/replay', again);
          expect(replayed.status).toBe(200);
          // The bytes of the notification are accepted at a replay, whatever the headers and the path were.
          if (whole.equals(Buffer.from(body))) expect(data?.outcome).not.toBe('invalid');
        },
      ),
      { numRuns: 150 },
    );
    stop();
  });
});
