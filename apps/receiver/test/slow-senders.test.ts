import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TIMINGS } from '../src/http/timings.ts';
import { exampleOf } from './contract.ts';
import { expectHttpError, openConnection, type RawResponse, talk } from './raw-connection.ts';
import { KEY, post, type RunningReceiver, runReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const body = JSON.stringify(transfer);
const head =
  `POST ${path} HTTP/1.1\r\nHost: x\r\nApi-Key: ${KEY}\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${body.length}\r\n`;

const timings = { ...TIMINGS, headersMs: 800, requestMs: 1_200, checkMs: 50, keepAliveMs: 300 };

let receiver: RunningReceiver;
let port: number;
beforeAll(async () => {
  receiver = await runReceiver({ timings, environment: { LOG_LEVEL: 'error' } });
  ({ port } = receiver.address);
});
afterAll(() => receiver.stop());

/** Sends single bytes until a response arrives. @returns the response, and after how many milliseconds it came. */
async function dribble(
  first: string,
  rest: string,
): Promise<{ response: RawResponse | undefined; ms: number }> {
  const startedAt = performance.now();
  const connection = await openConnection(port);
  connection.send(first);
  let sent = 0;
  const timer = setInterval(() => {
    connection.send(rest.charAt(sent));
    sent += 1;
  }, 50);
  const response = await connection.response();
  clearInterval(timer);
  await connection.closed;
  return { response, ms: performance.now() - startedAt };
}

describe('slow senders', () => {
  it.each([
    ['headers', '', head, timings.headersMs],
    ['bodies', `${head}\r\n`, body, timings.requestMs],
  ])(
    '200 that send their %s byte by byte get 408, and meanwhile others get responses at once',
    async (_what, first, rest, limit) => {
      let dribbling = true;
      const slow = Promise.all(Array.from({ length: 200 }, () => dribble(first, rest))).finally(() => {
        dribbling = false;
      });
      const waits: number[] = [];
      while (dribbling) {
        const startedAt = performance.now();
        expect((await post(receiver.url + path, transfer)).status).toBe(200);
        waits.push(performance.now() - startedAt);
      }
      for (const { response, ms } of await slow) {
        expectHttpError(response, 408);
        expect(ms).toBeGreaterThan(limit - 100);
        expect(ms).toBeLessThan(limit + 5_000);
      }
      waits.sort((a, b) => a - b);
      expect(waits.length).toBeGreaterThan(20);
      expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(200);
      console.log(
        `${waits.length} answered meanwhile, half of them within ${waits[Math.floor(waits.length / 2)]?.toFixed(1)} ms, all within ${waits.at(-1)?.toFixed(1)} ms`,
      );
    },
  );

  it('one that says nothing at all is ended with 408', async () => {
    const responses = await talk(port, '');
    expect(responses).toHaveLength(1);
    expectHttpError(responses[0], 408);
  });

  it('one that stops half-way in its second request gets 408 after the response to the first', async () => {
    const responses = await talk(port, `${head}\r\n${body}${head}`);
    expect(responses.map(({ status }) => status)).toEqual([200, 408]);
  });

  it('one that keeps its connection without a second request loses it without a word', async () => {
    const startedAt = performance.now();
    expect((await talk(port, `${head}\r\n${body}`)).map(({ status }) => status)).toEqual([200]);
    expect(performance.now() - startedAt).toBeGreaterThan(timings.keepAliveMs);
  });

  it('those that are not through with their headers do not hold up the end of the receiver', async () => {
    const own = await runReceiver();
    const connections = await Promise.all(
      [own.address, own.address, own.adminAddress].map((address) => openConnection(address.port)),
    );
    connections[0]?.send(head);
    await own.stop();
    await Promise.all(connections.map(({ closed }) => closed));
  });
});
