import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleOf } from './contract.ts';
import { expectHttpError, openConnection, talk } from './raw-connection.ts';
import { KEY, type RunningReceiver, runReceiver, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const body = JSON.stringify(exampleOf('TRANSFER_NOTIFICATION'));

const CONTENT_LENGTH = `Content-Length: ${body.length}\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const CHUNKS = `${chunk(body)}0\r\n\r\n`;

let receiver: RunningReceiver;
let port: number;
beforeAll(async () => {
  receiver = await runReceiver();
  ({ port } = receiver.address);
});
afterAll(() => receiver.stop());

/** The head of an authenticated request without what says how long its body is. */
function head(...lines: readonly string[]): string {
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nApi-Key: ${KEY}\r\nContent-Type: application/json\r\n${lines.join('')}\r\n`;
}

function chunk(text: string, extension = ''): string {
  return `${text.length.toString(16)}${extension}\r\n${text}\r\n`;
}

const notification = head(CONTENT_LENGTH) + body;
const invalid = `${head('Content-Length: 2\r\n')}{}`;
const unauthenticated = notification.replace(`Api-Key: ${KEY}`, 'Api-Key: wrong');

describe('requests that are sent without waiting for responses (pipelining)', () => {
  it('get their responses in order, whatever the responses are', async () => {
    const responses = await talk(
      port,
      [notification, invalid, notification, invalid, notification].join(''),
      5,
    );
    expect(responses.map(({ status }) => status)).toEqual([200, 400, 200, 400, 200]);
  });

  it('get responses up to one without a valid key: then the connection is closed', async () => {
    const responses = await talk(port, notification + unauthenticated + notification);
    expect(responses.map(({ status }) => status)).toEqual([200, 401]);
  });

  it('all get responses before the connection is closed for bytes that are not HTTP', async () => {
    const responses = await talk(port, `${notification}${invalid}${notification}GARBAGE\r\n\r\n`);
    expect(responses.map(({ status }) => status)).toEqual([200, 400, 200, 400]);
    expectHttpError(responses[3], 400);
  });

  it('get one error response and the connection is closed, however many bytes follow that are not HTTP', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const own = await withReceiver({ beforeReceive: () => released });
    const connection = await openConnection(own.address.port);
    connection.send(`${notification}GARBAGE\r\n\r\n`);
    for (let n = 0; n < 5; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      connection.send('GARBAGE\r\n\r\n');
    }
    release();
    expect((await connection.response())?.status).toBe(200);
    expectHttpError(await connection.response(), 400);
    await connection.closed;
    expect(own.logged.filter(({ msg }) => msg === 'request rejected')).toHaveLength(1);
  });

  it('are not confused by a body that is longer than it says: the rest is no request', async () => {
    const responses = await talk(port, `${head('Content-Length: 2\r\n')}{}${body}`);
    expect(responses.map(({ status }) => status)).toEqual([400, 400]);
  });
});

describe('a body in chunks', () => {
  it.each([
    ['in one', CHUNKS],
    ['in many', `${[...body].map((character) => chunk(character)).join('')}0\r\n\r\n`],
    ['with extensions', `${chunk(body.slice(0, 9), ';a=b;c="d"')}${chunk(body.slice(9), ';e')}0\r\n\r\n`],
    ['with trailers', `${chunk(body)}0\r\nApi-Key: wrong\r\n\r\n`],
  ])('%s is received', async (_how, chunks) => {
    const [response, next] = await talk(port, head(CHUNKED) + chunks + notification, 2);
    expect([response?.status, next?.status]).toEqual([200, 200]);
  });

  it.each([
    ['a size that is no number', 'XY\r\n'],
    ['a size beyond 64 bits', 'FFFFFFFFFFFFFFFFFF\r\n'],
    ['extensions without end', `5;${'x'.repeat(20_000)}`],
    ['lines that end with LF alone', `${body.length.toString(16)}\n${body}\n0\n\n`],
    ['a chunk that is longer than its size', `2\r\n${body}\r\n0\r\n\r\n`],
  ])('is rejected for %s', async (_what, chunks) => {
    const responses = await talk(port, head(CHUNKED) + chunks);
    expect(responses).toHaveLength(1);
    expectHttpError(responses[0], 400);
  });

  it('beyond the limit gets 413, though it never ends', async () => {
    const responses = await talk(port, head(CHUNKED) + chunk(' '.repeat(1_100_000)));
    expect(responses).toHaveLength(1);
    expectHttpError(responses[0], 413);
  });
});

describe('a request whose end is ambiguous is rejected', () => {
  it.each([
    ['Content-Length, Transfer-Encoding', head(CONTENT_LENGTH, CHUNKED) + CHUNKS],
    ['Transfer-Encoding, Content-Length', head(CHUNKED, CONTENT_LENGTH) + CHUNKS],
    ['two different Content-Lengths', head(CONTENT_LENGTH, 'Content-Length: 5\r\n') + body],
    ['two equal Content-Lengths', head(CONTENT_LENGTH, CONTENT_LENGTH) + body],
    ['a list of Content-Lengths', head(`Content-Length: ${body.length}, ${body.length}\r\n`) + body],
    ['a Content-Length with a sign', head(`Content-Length: +${body.length}\r\n`) + body],
    ['Transfer-Encoding: identity', head('Transfer-Encoding: identity\r\n') + body],
    ['Transfer-Encoding: gzip, chunked', head('Transfer-Encoding: gzip, chunked\r\n') + CHUNKS],
    ['Transfer-Encoding: chunked, gzip', head('Transfer-Encoding: chunked, gzip\r\n') + CHUNKS],
    ['two Transfer-Encodings', head(CHUNKED, CHUNKED) + CHUNKS],
    ['chunks in HTTP/1.0', (head(CHUNKED) + CHUNKS).replace('HTTP/1.1', 'HTTP/1.0')],
    ['a Content-Length behind the chunks', `${head(CHUNKED)}${chunk(body)}0\r\nContent-Length: 5\r\n\r\n`],
    ['a folded header (obs-fold)', head(CONTENT_LENGTH, 'X-A: b\r\n c\r\n') + body],
    ['a blank before the colon', head(`Content-Length : ${body.length}\r\n`) + body],
    ['a line that ends with LF alone', head(CONTENT_LENGTH, 'X-A: b\nX-C: d\r\n') + body],
    ['a CR inside of a line', head(CONTENT_LENGTH, 'X-A: b\rX-C: d\r\n') + body],
    ['a NUL in a header', head(CONTENT_LENGTH, 'X-A: b\0\r\n') + body],
    ['two Content-Types', head(CONTENT_LENGTH, 'Content-Type: text/plain\r\n') + body],
  ])('%s', async (_what, text) => {
    // A smuggled second request would get a second response.
    const responses = await talk(port, text + notification);
    expect(responses).toHaveLength(1);
    expectHttpError(responses[0], 400);
  });

  it('a body that is shorter than its Content-Length when the sender has no more', async () => {
    const connection = await openConnection(port);
    connection.send(head(`Content-Length: ${body.length + 1}\r\n`) + body);
    connection.socket.end();
    expectHttpError(await connection.response(), 400);
    await connection.closed;
  });
});
