import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generateReceiver, generateTypes, readContract } from '@partner-webhooks/codegen';
import { grownContract } from './grown-contract.ts';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';
import { figure } from './samples.ts';
import { versions } from './versions.ts';

// Generates from contracts of growing size: everything that we generate and, as the lower bound, only the types, by the tool
// that we use for them too, from the same contract in one file. Both as a program and within one process.

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const WEBHOOK_COUNTS = [18, 100, 500];
const WARM_UP_ROUNDS = 2;

const codegen = import.meta.resolve('@partner-webhooks/codegen');
const openapiTypescript = dirname(findPackageJSON('openapi-typescript', codegen) ?? '');
const alone: OpenapiTypescript = await import(pathToFileURL(join(openapiTypescript, 'dist/index.mjs')).href);

/** The functions that we call, of the copy that our generator depends on. */
interface OpenapiTypescript {
  readonly default: (source: URL, options: { silent: true }) => Promise<unknown>;
  readonly astToString: (nodes: unknown) => string;
}

/** Milliseconds of our generator and of openapi-typescript alone. */
interface Times {
  readonly ours: number[];
  readonly alone: number[];
}

const folder = await mkdtemp(join(tmpdir(), 'bench-generated-'));
const contracts = await Promise.all(WEBHOOK_COUNTS.map(async (webhooks) => contractOf(webhooks)));
for (let round = 1; round <= ROUNDS; round += 1) {
  for (const contract of contracts) await runPrograms(contract, `${round}/${ROUNDS}`);
}
for (const contract of contracts) await runWithinProcess(contract);
await writeResult('generate', {
  machine: machine(),
  versions: versions(['openapi-typescript', 'typescript', 'ajv', 'rolldown'], codegen),
  rounds: ROUNDS,
  rows: contracts.map(({ webhooks, cold, warm }) => ({
    webhooks,
    cold: { ours: figure(cold.ours), alone: figure(cold.alone) },
    warm: { ours: figure(warm.ours), alone: figure(warm.alone) },
  })),
});
await rm(folder, { recursive: true });
for (const { root } of contracts) await rm(dirname(root), { recursive: true });

/** A contract with this many webhooks, as many files and as one. */
async function contractOf(webhooks: number) {
  const root = await grownContract(webhooks);
  const target = join(folder, String(webhooks));
  run(generator(root, target));
  const cold: Times = { ours: [], alone: [] };
  const warm: Times = { ours: [], alone: [] };
  return { webhooks, root, target, bundle: join(target, 'types', 'openapi.yaml'), cold, warm };
}

async function runPrograms(contract: Awaited<ReturnType<typeof contractOf>>, round: string): Promise<void> {
  const { webhooks, root, target, bundle, cold } = contract;
  const fresh = `${target}-fresh`;
  cold.ours.push(run(generator(root, fresh)));
  cold.alone.push(
    run([join(openapiTypescript, 'bin/cli.js'), bundle, '--output', join(fresh, 'alone.d.ts')]),
  );
  await rm(fresh, { recursive: true });
  process.stdout.write(`${round} ${webhooks} webhooks, as a program: ${last(cold)}\n`);
}

async function runWithinProcess({ webhooks, root, bundle, warm }: (typeof contracts)[number]): Promise<void> {
  for (let round = 1 - WARM_UP_ROUNDS; round <= ROUNDS; round += 1) {
    const ours = await timed(async () => {
      const contract = await readContract(root);
      await generateTypes(contract);
      await generateReceiver(contract, '../handlers');
    });
    const floor = await timed(async () =>
      alone.astToString(await alone.default(pathToFileURL(bundle), { silent: true })),
    );
    if (round < 1) continue;
    warm.ours.push(ours);
    warm.alone.push(floor);
    process.stdout.write(`${round}/${ROUNDS} ${webhooks} webhooks, within a process: ${last(warm)}\n`);
  }
}

function generator(root: string, target: string): string[] {
  const program = fileURLToPath(new URL('../bin/codegen.cjs', codegen));
  return [
    program,
    'generate',
    root,
    '--types',
    join(target, 'types'),
    '--receiver',
    join(target, 'receiver'),
  ];
}

/** Milliseconds that a program ran. @throws Error with its error output, if it failed. */
function run(args: readonly string[]): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return performance.now() - startedAt;
}

async function timed(job: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await job();
  return performance.now() - startedAt;
}

function last({ ours, alone }: Times): string {
  const [a = 0, b = 0] = [ours.at(-1), alone.at(-1)];
  return `${Math.round(a)} ms, openapi-typescript alone ${Math.round(b)} ms`;
}
