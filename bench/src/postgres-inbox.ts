import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createDatabase, startServer } from '@partner-webhooks/test-postgres';
import { Client } from 'pg';
import { CREATE_TABLES, STORING } from '../contenders/postgres-inserts.ts';
import { STORING_NAMES } from './contenders.ts';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';
import { median, ratio, spread } from './samples.ts';
import { serverCpu } from './server-cpu.ts';

// Receiving on PostgreSQL beside what one would write by hand: one INSERT and one commit for each request. All wait for the disk
// of the same server, and take turns.

const ROUNDS = Number(process.env['ROUNDS'] ?? 9);
const ROUND_MS = Number(process.env['SECONDS'] ?? 2) * 1_000;
const CALLERS = 128;
const { inbox: OURS, twoInboxes: TWO } = STORING_NAMES;

interface Sample {
  readonly perSecond: number;
  /** Microseconds of processor time for one notification: of the processes, and of the server. */
  readonly cpu: number;
  readonly serverCpu: number;
}

/** What a process reports. */
interface Stored {
  readonly stored: number;
  readonly perSecond: number;
  readonly cpu: number;
}

const server = await startServer({ fsync: true });
const { url } = await createDatabase(server.url);
const client = new Client({ connectionString: url });
await client.connect();
await client.query(CREATE_TABLES);
const { rows } = await client.query('SHOW server_version');
await client.end();

/** Each contender is one process, or two that share the callers. */
const contenders = new Map<string, readonly ChildProcess[]>();
for (const name of Object.keys(STORING)) contenders.set(name, [await started(name, CALLERS)]);
contenders.set(TWO, [await started(OURS, CALLERS / 2), await started(OURS, CALLERS / 2)]);

const samples = new Map<string, Sample[]>([...contenders.keys()].map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  const order = [...contenders];
  if (round % 2 === 1) order.reverse();
  for (const [name, processes] of order) {
    const before = serverCpu(server.folder);
    const each = await Promise.all(processes.map((child) => stored(child, ROUND_MS)));
    const used = (serverCpu(server.folder) ?? Number.NaN) - (before ?? Number.NaN);
    const sample = {
      perSecond: each.reduce((sum, { perSecond }) => sum + perSecond, 0),
      cpu: median(each.map(({ cpu }) => cpu)),
      serverCpu: used / each.reduce((sum, { stored }) => sum + stored, 0),
    };
    // The first round warms up.
    if (round > 0) samples.get(name)?.push(sample);
    process.stdout.write(`${round} ${name}: ${Math.round(sample.perSecond)} a second\n`);
  }
}
for (const child of [...contenders.values()].flat()) child.send(0);
await server.remove();

const perSecondOf = (name: string) => (samples.get(name) ?? []).map(({ perSecond }) => perSecond);
await writeResult('postgres', {
  machine: machine(),
  versions: { 'PostgreSQL of the inbox': String(rows[0].server_version) },
  rounds: ROUNDS,
  seconds: ROUND_MS / 1_000,
  callers: CALLERS,
  rows: [...samples].map(([name, each]) => ({
    name,
    perSecond: median(perSecondOf(name)),
    spread: spread(perSecondOf(name)),
    perSecondInRounds: perSecondOf(name),
    cpu: median(each.map(({ cpu }) => cpu)),
    serverCpu: median(each.map(({ serverCpu }) => serverCpu)),
  })),
});
for (const name of samples.keys())
  if (name !== OURS)
    process.stdout.write(`ours : ${name} = ${ratio(perSecondOf(OURS), perSecondOf(name)).toFixed(2)}\n`);

async function started(name: string, callers: number): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('postgres-storing.ts', import.meta.url));
  const child = fork(program, [url, name, String(callers)]);
  await once(child, 'message');
  return child;
}

async function stored(child: ChildProcess, ms: number): Promise<Stored> {
  child.send(ms);
  const [sample] = await once(child, 'message');
  return sample as Stored;
}
