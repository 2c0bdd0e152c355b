import { connect, type Socket } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import { BODIES } from './bodies.ts';
import { HEADERS } from './contender.ts';

// The client, a process of its own: sends the 18 bodies in turn and writes what it measured as JSON. It speaks HTTP over
// plain sockets, because a client that takes more processor time than the server measures itself. At a fixed rate the
// time counts from the moment at which a request was due, whether or not a connection was free then.

const HEAD = [
  'HTTP/1.1',
  'Host: 127.0.0.1',
  ...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`),
  'content-length: ',
].join('\r\n');

interface Exchange {
  readonly socket: Socket;
  /** In milliseconds; of a request that has no answer yet. */
  due: number;
}

const [port = 0, connections = 1, seconds = 1, rate = 0, first = 0] = process.argv.slice(2).map(Number);
const latency = createHistogram();
const idle: Exchange[] = [];
const overdue: number[] = [];
let n = first;
let total = 0;
let failed = 0;

const exchanges = await Promise.all(Array.from({ length: connections }, open));
const start = performance.now();
const end = start + seconds * 1_000;
if (rate > 0) keepTheRate(0);
else for (const exchange of exchanges) send(exchange, performance.now());

setTimeout(() => {
  const elapsed = (performance.now() - start) / 1_000;
  const at = (percentile: number) => latency.percentile(percentile) / 1_000;
  process.stdout.write(
    JSON.stringify({ perSecond: total / elapsed, total, p50: at(50), p99: at(99), p999: at(99.9), failed }),
    () => process.exit(),
  );
}, seconds * 1_000);

function open(): Promise<Exchange> {
  const { promise, resolve, reject } = Promise.withResolvers<Exchange>();
  const socket = connect(port, '127.0.0.1', () => {
    idle.push(exchange);
    resolve(exchange);
  });
  const exchange: Exchange = { socket, due: 0 };
  let received = '';
  socket.setNoDelay(true).setEncoding('latin1');
  socket.on('error', reject);
  socket.on('data', (text: string) => {
    received += text;
    if (!isWhole(received)) return;
    const answer = received;
    received = '';
    answered(exchange, answer);
  });
  return promise;
}

/** An answer has all of its headers, and its body where it says how long that is. */
function isWhole(text: string): boolean {
  const headersEnd = text.indexOf('\r\n\r\n');
  if (headersEnd < 0) return false;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return text.length >= headersEnd + 4 + length;
}

function answered(exchange: Exchange, text: string): void {
  const now = performance.now();
  total += 1;
  if (!text.startsWith('HTTP/1.1 200 ')) failed += 1;
  latency.record(Math.max(1, Math.round((now - exchange.due) * 1_000)));
  const due = rate > 0 ? overdue.shift() : now;
  if (due === undefined) idle.push(exchange);
  else if (now < end) send(exchange, due);
}

function send(exchange: Exchange, due: number): void {
  exchange.due = due;
  exchange.socket.write(request());
}

function request(): string {
  n += 1;
  const body = BODIES[n % BODIES.length];
  if (!body) throw new Error('there is nothing to send');
  const text = body.unique(n);
  return `POST ${body.path} ${HEAD}${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** Sends once a millisecond what is due in it: that long a timer may sleep, and leave the processor to the server. */
function keepTheRate(sent: number): void {
  const now = performance.now();
  if (now >= end) return;
  const tick = Math.floor(now - start);
  const due = Math.floor((tick * rate) / 1_000);
  for (let index = sent; index < due; index += 1) {
    const exchange = idle.pop();
    const dueAt = start + Math.floor((index * 1_000) / rate);
    if (exchange) send(exchange, dueAt);
    else overdue.push(dueAt);
  }
  setTimeout(keepTheRate, 1, Math.max(sent, due));
}
