import { type Contender, start } from './contender.ts';
import { load } from './load.ts';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';
import { median, type Sample, spread } from './samples.ts';

// Receives notifications as fast as each contender can, all on the same machine, with the same client and the same bodies.
// The rounds are interleaved, so that what the machine does meanwhile happens to all of them.

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const SECONDS = Number(process.env['SECONDS'] ?? 5);
const CONNECTIONS = 64;

const VALIDATE: readonly Contender[] = [
  { name: 'node:http, nothing but JSON.parse (the floor)', program: ['node-http.ts'] },
  { name: 'Express by hand, with our validators', program: ['express-by-hand.ts'] },
  { name: 'this receiver, with an inbox that keeps nothing', program: ['receiver.ts'] },
  { name: 'openapi-backend as documented', program: ['openapi-backend.ts'] },
  { name: 'express-openapi-validator', program: ['express-openapi-validator.ts'] },
  { name: 'Fastify', program: ['fastify.ts'] },
  { name: 'Hono with Ajv', program: ['hono.ts'] },
];
const STORE: readonly Contender[] = [
  { name: 'this receiver on SQLite', program: ['receiver.ts', '--durable'] },
  { name: 'Express by hand, one INSERT a request', program: ['express-insert.ts'] },
];

const contenders = [...VALIDATE, ...STORE];
const samples = new Map<Contender, Sample[]>(contenders.map((each) => [each, []]));
for (let round = 1; round <= ROUNDS; round += 1) {
  for (const contender of contenders) {
    const sample = await measure(contender);
    samples.get(contender)?.push(sample);
    const { perSecond, cpu, p99 } = sample;
    process.stdout.write(
      `${round}/${ROUNDS} ${contender.name}: ${Math.round(perSecond)}/s, ${cpu.toFixed(1)} µs processor time, p99 ${p99} ms at half\n`,
    );
  }
}

await writeResult('receive', {
  machine: machine(),
  rounds: ROUNDS,
  seconds: SECONDS,
  connections: CONNECTIONS,
  groups: [
    { title: 'Receive and validate', reference: VALIDATE[2]?.name, rows: VALIDATE.map(row) },
    { title: 'Receive, validate and store durably', reference: STORE[0]?.name, rows: STORE.map(row) },
  ],
});

async function measure(contender: Contender): Promise<Sample> {
  const running = await start(contender);
  try {
    await load(running.port, { connections: CONNECTIONS, seconds: 2 });
    const before = await running.usage();
    const full = await load(running.port, { connections: CONNECTIONS, seconds: SECONDS });
    const after = await running.usage();
    const rate = Math.round(full.perSecond / 2);
    const half = await load(running.port, { connections: CONNECTIONS, seconds: SECONDS, rate });
    const { eventLoopDelay } = await running.usage();
    return {
      perSecond: full.perSecond,
      cpu: ((after.cpu - before.cpu) * 1_000) / full.total,
      rss: after.rss / 1_048_576,
      startedIn: running.startedIn,
      p50: half.p50,
      p99: half.p99,
      p999: half.p999,
      eventLoopDelay,
    };
  } finally {
    await running.stop();
  }
}

function row(contender: Contender) {
  const all = samples.get(contender) ?? [];
  const of = (key: keyof Sample) => all.map((sample) => sample[key]);
  return {
    name: contender.name,
    perSecond: median(of('perSecond')),
    spread: spread(of('perSecond')),
    cpu: median(of('cpu')),
    rss: median(of('rss')),
    startedIn: median(of('startedIn')),
    p50: median(of('p50')),
    p99: median(of('p99')),
    p999: median(of('p999')),
    eventLoopDelay: median(of('eventLoopDelay')),
  };
}
