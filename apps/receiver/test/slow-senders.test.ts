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

/** Sends a notification. @returns after how many milliseconds the response 200 arrived. */
async function timed(): Promise<number> {
  const startedAt = performance.now();
  expect((await post(receiver.url + path, transfer)).status).toBe(200);
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.POSITIVE_INFINITY;
}

describe('slow senders', () => {
  it.each([
    ['headers', '', head, timings.headersMs],
    ['bodies', `${head}\r\n`, body, timings.requestMs],
  ])(
    '200 that send their %s byte by byte get 408, and meanwhile others get responses at once',
    async (_what, first, rest, limit) => {
      const quiet: number[] = [];
      for (let n = 0; n < 20; n += 1) quiet.push(await timed());
      let dribbling = true;
      const slow = Promise.all(Array.from({ length: 200 }, () => dribble(first, rest))).finally(() => {
        dribbling = false;
      });
      const waits: number[] = [];
      while (dribbling) waits.push(await timed());
      for (const { response, ms } of await slow) {
        expectHttpError(response, 408);
        expect(ms).toBeGreaterThan(limit - 100);
        // On a machine that makes others wait for seconds, these wait with them.
        expect(ms).toBeLessThan(limit + 5_000 + 10 * Math.max(...waits));
      }
      console.log(
        `${waits.length} responses meanwhile, half of them within ${median(waits).toFixed(1)} ms, all within ` +
          `${Math.max(...waits).toFixed(1)} ms; half of those before within ${median(quiet).toFixed(1)} ms`,
      );
      // The 200 senders are in this process as well, so that a machine that is busy has less for it than before.
      expect(median(waits)).toBeLessThan(Math.max(200, 20 * median(quiet)));
      // As many as fit into that time when each of them takes twice as long as before; 20 on a machine that has time.
      expect(waits.length).toBeGreaterThan(
        Math.min(20, limit / (2 * Math.max(median(quiet), median(waits)))),
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
