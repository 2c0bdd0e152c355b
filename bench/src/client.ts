import autocannon from 'autocannon';
import { BODIES } from './bodies.ts';
import { HEADERS } from './contender.ts';
import type { Measured, Order } from './load.ts';

// The client, in its own process: sends the 18 bodies in rotation for the time and at the rate of an order, and replies with
// the measurement.

let n = 0;

process.on('message', async (order: Order) => process.send?.(await measure(order)));

async function measure({ port, connections, seconds, rate }: Order): Promise<Measured & { failed: number }> {
  const heads = BODIES.map(({ path }) => head(port, path));
  const nextRequest = () => {
    // No two requests of all rounds are equal: a receiver recognises duplicates.
    n += 1;
    const which = n % BODIES.length;
    const body = BODIES[which]?.unique(n) ?? '';
    return Buffer.from(`${heads[which]}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const { latency, requests, non2xx, errors } = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    ...(rate && { overallRate: rate }),
    // By default autocannon builds each differing request from its parts, which takes a third of its time. A contender that
    // uses more than one core would lack that time.
    setupClient: (client) => void Object.assign(client, { getRequestBuffer: nextRequest }),
  });
  return {
    perSecond: requests.average,
    total: requests.total,
    p50: latency.p50,
    p99: latency.p99,
    p999: latency.p99_9,
    failed: non2xx + errors,
  };
}

function head(port: number, path: string): string {
  const headers = Object.entries({ host: `127.0.0.1:${port}`, connection: 'keep-alive', ...HEADERS });
  return `POST ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`;
}
