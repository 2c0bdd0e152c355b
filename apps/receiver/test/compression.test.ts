import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHILD_KEY, type ChildReceiver, startChildReceiver, withChildReceiver } from './child-receiver.ts';
import { exampleOf } from './contract.ts';
import { expectHttpError, openConnection, type RawResponse } from './raw-connection.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const body = Buffer.from(JSON.stringify(exampleOf('TRANSFER_NOTIFICATION')));

// A body of blanks and then a value would be JSON, were it not for its size.
const LARGE = Buffer.alloc(256 * 1024 * 1024, ' ');

/** Sends a body with these lines about its encoding. @returns the response. */
async function send(
  { port }: ChildReceiver,
  bytes: Uint8Array,
  ...lines: readonly string[]
): Promise<RawResponse | undefined> {
  const connection = await openConnection(port);
  connection.send(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nApi-Key: ${CHILD_KEY}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${bytes.length}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`,
  );
  connection.send(bytes);
  const response = await connection.response();
  connection.socket.destroy();
  return response;
}

const ENCODINGS = [
  ['gzip', gzipSync],
  ['br', compressBrotli],
  ['deflate', deflateSync],
] as const;

/** With the quality of the default, 256 MiB take 5 s in place of 0.3 s, and 421 bytes in place of 405. */
function compressBrotli(bytes: Uint8Array): Buffer {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}

// For the tests that do not measure the memory of one.
let receiver: Awaited<ReturnType<typeof startChildReceiver>>;
beforeAll(async () => {
  receiver = await startChildReceiver();
});
afterAll(() => receiver.stop());

describe('a compressed body', () => {
  it.each(ENCODINGS)('%s: is received', async (encoding, compress) => {
    const responses = [
      await send(receiver, compress(body), `Content-Encoding: ${encoding}`),
      await send(receiver, compress(body), `Content-Encoding: ${encoding.toUpperCase()}`),
    ];
    expect(responses.map((response) => response?.status)).toEqual([200, 200]);
  });

  it.each(ENCODINGS)(
    '%s: that expands to 256 MiB gets 413 and is never in memory',
    async (encoding, compress) => {
      const measured = await withChildReceiver();
      const bomb = compress(LARGE);
      await send(measured, compress(body), `Content-Encoding: ${encoding}`);
      const before = await measured.memory();
      let most = before.resident;
      for (let round = 0; round < 5; round += 1) {
        const responses = await Promise.all(
          Array.from({ length: 20 }, () => send(measured, bomb, `Content-Encoding: ${encoding}`)),
        );
        for (const response of responses) expectHttpError(response, 413);
        most = Math.max(most, (await measured.memory()).resident);
      }
      console.log(`100 bombs of ${bomb.length} bytes in ${encoding}: from ${before.resident} to ${most} MiB`);
      // A single one of them would be more.
      expect(most - before.resident).toBeLessThan(256);
    },
  );

  it.each(ENCODINGS)('%s: that is broken or truncated gets 400', async (encoding, compress) => {
    const whole = compress(body);
    for (const broken of [whole.subarray(0, -5), body, Buffer.alloc(0)])
      expectHttpError(await send(receiver, broken, `Content-Encoding: ${encoding}`), 400);
  });

  it('more than once gets 415', async () => {
    const twice = gzipSync(gzipSync(body));
    const rejected = [
      ['Content-Encoding: gzip, gzip'],
      ['Content-Encoding: gzip', 'Content-Encoding: gzip'],
      ['Content-Encoding: gzip, br'],
      ['Content-Encoding: zstd'],
    ];
    for (const lines of rejected) expectHttpError(await send(receiver, twice, ...lines), 415);
    // Named once, it is taken out once; named never, not at all.
    for (const line of ['gzip', 'identity, gzip', ''])
      expectHttpError(await send(receiver, twice, `Content-Encoding: ${line}`), 400);
  });
});
