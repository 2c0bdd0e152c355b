import { ADMIN_TOKEN } from '../contenders/contract.ts';
import { start } from './contender.ts';
import { DURABLE_RECEIVER } from './contenders.ts';
import { startClient } from './load.ts';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';
import { median, ratio } from './samples.ts';

// Receiving with and without followers of the live stream. Both are measured in one process, in alternating order, so that
// neither the speed of a process nor that of the machine distinguishes them.

const ROUNDS = Number(process.env['ROUNDS'] ?? 20);
const SECONDS = Number(process.env['SECONDS'] ?? 4);
const WARM_UP_SECONDS = 6;
const CONNECTIONS = 64;
const FOLLOWERS = 10;
// What an open overview repeats.
const QUERY_INTERVAL_MS = 15_000;

const receiver = await start(DURABLE_RECEIVER);
const origin = `http://127.0.0.1:${receiver.adminPort}`;
const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
const { load, ...client } = startClient();
const samples = { alone: [] as Sample[], followed: [] as Sample[] };

interface Sample {
  readonly perSecond: number;
  readonly cpu: number;
}

await load({ port: receiver.port, connections: CONNECTIONS, seconds: WARM_UP_SECONDS });
for (let round = 0; round < ROUNDS; round += 1)
  for (const name of round % 2 === 0 ? (['alone', 'followed'] as const) : (['followed', 'alone'] as const)) {
    const stop = name === 'followed' ? await follow() : () => {};
    const sample = await measure();
    stop();
    samples[name].push(sample);
    const { perSecond, cpu } = sample;
    process.stdout.write(
      `${round + 1}/${ROUNDS} ${name}: ${Math.round(perSecond)}/s, ${cpu.toFixed(1)} µs\n`,
    );
  }
client.stop();
await receiver.stop();

const perSecond = (name: keyof typeof samples) => samples[name].map((sample) => sample.perSecond);
const cpu = (name: keyof typeof samples) => samples[name].map((sample) => sample.cpu);
const row = (name: string, of: keyof typeof samples) => ({
  name,
  perSecond: median(perSecond(of)),
  cpu: median(cpu(of)),
  perSecondRatio: ratio(perSecond(of), perSecond('alone')),
  cpuRatio: ratio(cpu(of), cpu('alone')),
});
await writeResult('followers', {
  machine: machine(),
  rounds: ROUNDS,
  followers: FOLLOWERS,
  rows: [row('without followers', 'alone'), row('with ten followers and an open console', 'followed')],
});

async function measure(): Promise<Sample> {
  const before = await receiver.usage();
  const { perSecond, total } = await load({
    port: receiver.port,
    connections: CONNECTIONS,
    seconds: SECONDS,
  });
  const after = await receiver.usage();
  return { perSecond, cpu: ((after.cpu - before.cpu) * 1_000) / total };
}

/** Opens the streams and reads them, and asks for the activity. @returns what closes them. */
async function follow(): Promise<() => void> {
  const closing = new AbortController();
  const { signal } = closing;
  await Promise.all(
    Array.from({ length: FOLLOWERS }, async () => {
      const { status, body } = await fetch(`${origin}/api/live`, { headers, signal });
      if (status !== 200 || !body) throw new Error(`the live stream: expected 200, found ${status}`);
      void read(body);
    }),
  );
  const ask = async () =>
    void (await (await fetch(`${origin}/api/activity?period=hour`, { headers })).arrayBuffer());
  await ask();
  const timer = setInterval(() => void ask(), QUERY_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    closing.abort();
  };
}

async function read(body: ReadableStream<Uint8Array>): Promise<void> {
  try {
    for await (const _chunk of body);
  } catch {
    // Closed.
  }
}
