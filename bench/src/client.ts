import autocannon from 'autocannon';
import { BODIES } from './bodies.ts';
import { HEADERS } from './contender.ts';

// The client, a process of its own: sends the 18 bodies in turn and writes what it measured as JSON.

const [port, connections, seconds, rate, first] = process.argv.slice(2).map(Number);
const heads = BODIES.map(({ path }) => head(path));
let n = first ?? 0;

const result = await autocannon({
  url: `http://127.0.0.1:${port}`,
  connections: connections ?? 1,
  duration: seconds ?? 1,
  ...(rate && { overallRate: rate }),
  // Where requests differ, autocannon makes each anew from its parts, which takes it a third of its time. That time would
  // be missing from a contender that uses more than one core.
  setupClient: (client) => void Object.assign(client, { getRequestBuffer: nextRequest }),
});
const { latency, requests, non2xx, errors } = result;
process.stdout.write(
  JSON.stringify({
    perSecond: requests.average,
    total: requests.total,
    p50: latency.p50,
    p99: latency.p99,
    p999: latency.p99_9,
    failed: non2xx + errors,
  }),
);

function nextRequest(): Buffer {
  n += 1;
  const which = n % BODIES.length;
  const body = BODIES[which]?.unique(n) ?? '';
  return Buffer.from(`${heads[which]}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function head(path: string): string {
  const headers = Object.entries({ host: `127.0.0.1:${port}`, connection: 'keep-alive', ...HEADERS });
  return `POST ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`;
}
