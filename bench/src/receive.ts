import { type Contender, type Running, start } from './contender.ts';
import { DURABLE_RECEIVER, queueOn, RECEIVER, STORE, VALIDATE } from './contenders.ts';
import { startClient } from './load.ts';
import { machine } from './machine.ts';
import { startPostgres } from './postgres.ts';
import { writeResult } from './result.ts';
import { median, type Sample, spread } from './samples.ts';
import { versions } from './versions.ts';

// The throughput of each contender, on the same machine, with the same client and the same bodies. Rounds are many and
// short, so that changes of the machine's speed affect all contenders; contenders are restarted now and then, because
// processes of the same program differ in speed.

const ROUNDS = Number(process.env['ROUNDS'] ?? 30);
const SECONDS = Number(process.env['SECONDS'] ?? 1);
const ROUNDS_PER_PROCESS = 10;
// After 2 s, V8 still optimises the hottest functions.
const WARM_UP_SECONDS = 4;
const CONNECTIONS = 64;
const PACKAGES = [
  'express',
  'express-openapi-validator',
  'fastify',
  'graphile-worker',
  'hono',
  '@hono/node-server',
  'openapi-backend',
];

const postgres = await startPostgres();
if (typeof postgres === 'string') process.stdout.write(`without PostgreSQL: ${postgres}\n`);
const store = typeof postgres === 'string' ? STORE : [...STORE, queueOn(postgres)];

const contenders = [...VALIDATE, ...store];
const samples = new Map<Contender, Sample[]>(contenders.map((each) => [each, []]));
const running = new Map<Contender, Running>();
const { load, ...client } = startClient();
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % ROUNDS_PER_PROCESS === 0) await restartAll();
    // In alternating order: no contender always follows the same one.
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const sample = await measure(contender);
      samples.get(contender)?.push(sample);
      const { perSecond, cpu, p99 } = sample;
      process.stdout.write(
        `${round + 1}/${ROUNDS} ${contender.name}: ${Math.round(perSecond)}/s, ${cpu.toFixed(1)} µs processor time, p99 ${p99} ms at half\n`,
      );
    }
  }
} finally {
  await stopAll();
  client.stop();
}
if (typeof postgres !== 'string') postgres.stop();

await writeResult('receive', {
  machine: machine(),
  versions: {
    ...versions(PACKAGES, import.meta.url),
    ...(typeof postgres !== 'string' && { PostgreSQL: postgres.version }),
  },
  ...(typeof postgres === 'string' && { leftOut: postgres }),
  rounds: ROUNDS,
  seconds: SECONDS,
  connections: CONNECTIONS,
  groups: [
    { title: 'Receive and validate', reference: RECEIVER.name, rows: VALIDATE.map(row) },
    { title: 'Receive, validate and store durably', reference: DURABLE_RECEIVER.name, rows: store.map(row) },
  ],
});

async function restartAll(): Promise<void> {
  await stopAll();
  for (const contender of contenders) {
    const started = await start(contender);
    running.set(contender, started);
    await load({ port: started.port, connections: CONNECTIONS, seconds: WARM_UP_SECONDS });
    started.pause();
  }
}

async function stopAll(): Promise<void> {
  for (const [contender, { stop }] of running) {
    await stop();
    running.delete(contender);
  }
}

async function measure(contender: Contender): Promise<Sample> {
  const measured = running.get(contender);
  if (!measured) throw new Error(`${contender.name} is not running`);
  const { port, usage, startedIn, pause, resume } = measured;
  resume();
  const before = await usage();
  const full = await load({ port, connections: CONNECTIONS, seconds: SECONDS });
  const after = await usage();
  const rate = Math.round(full.perSecond / 2);
  const half = await load({ port, connections: CONNECTIONS, seconds: SECONDS, rate });
  const { eventLoopDelay } = await usage();
  pause();
  return {
    perSecond: full.perSecond,
    cpu: ((after.cpu - before.cpu) * 1_000) / full.total,
    rss: after.rss / 1_048_576,
    startedIn,
    p50: half.p50,
    p99: half.p99,
    p999: half.p999,
    eventLoopDelay,
  };
}

function row(contender: Contender) {
  const all = samples.get(contender) ?? [];
  const of = (key: keyof Sample) => all.map((sample) => sample[key]);
  return {
    name: contender.name,
    perSecond: median(of('perSecond')),
    spread: spread(of('perSecond')),
    perSecondInRounds: of('perSecond'),
    cpu: median(of('cpu')),
    rss: median(of('rss')),
    startedIn: median(of('startedIn')),
    p50: median(of('p50')),
    p99: median(of('p99')),
    p999: median(of('p999')),
    eventLoopDelay: median(of('eventLoopDelay')),
  };
}
