import autocannon from 'autocannon';
import { BODIES } from './bodies.ts';
import { HEADERS } from './contender.ts';

// The client, a process of its own: sends the 18 bodies in turn and writes what it measured as JSON.

const [port, connections, seconds, rate, first] = process.argv.slice(2).map(Number);
let n = first ?? 0;

const result = await autocannon({
  url: `http://127.0.0.1:${port}`,
  connections: connections ?? 1,
  duration: seconds ?? 1,
  ...(rate && { overallRate: rate }),
  requests: BODIES.map(({ path, unique }) => ({
    method: 'POST',
    path,
    headers: HEADERS,
    setupRequest: (request) => {
      n += 1;
      return { ...request, body: unique(n) };
    },
  })),
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
