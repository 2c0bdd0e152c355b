import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundledSize } from './bundle.ts';
import { pinnedTo } from './contender.ts';
import { JUDGES } from './judges.ts';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';
import { figure } from './samples.ts';
import { versions } from './versions.ts';

// Our validators, compiled ahead of time, and what else judges by the same schemas: how long one body takes, how long it
// is from nothing to the first verdict, and how large the program gets.

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const PROGRAMS = [
  {
    name: 'the types alone',
    code: `import type { Payload } from '@partner-webhooks/types';
      export type Price = Payload<'RE_TOKEN_PRICES'>;`,
  },
  {
    name: 'the list of event types',
    code: `export { EVENT_TYPES } from '@partner-webhooks/types';`,
  },
  {
    name: 'one validator',
    code: `export { validate } from '@partner-webhooks/types/validators/transfer-notification';`,
  },
  { name: 'all validators', code: `export { validate } from '@partner-webhooks/types/validators';` },
  ...JUDGES.slice(1).map(({ name, file }) => ({
    name: `${name}, with the schemas`,
    code: `export { judge } from '../judges/${file}';`,
  })),
];

/** What `judging.ts` writes. */
interface Judged {
  /** Milliseconds. */
  readonly readyIn: number;
  /** Microseconds for one body. */
  readonly valid: number;
  readonly invalid: number;
}

const program = fileURLToPath(new URL('judging.ts', import.meta.url));
const samples = JUDGES.map(({ name, file }) => ({ name, file, all: [] as Judged[] }));
for (let round = 1; round <= ROUNDS; round += 1) {
  for (const { name, file, all } of samples) {
    const judged = judging(fileURLToPath(new URL(`../judges/${file}`, import.meta.url)));
    all.push(judged);
    const { readyIn, valid, invalid } = judged;
    process.stdout.write(
      `${round}/${ROUNDS} ${name}: ready in ${readyIn.toFixed(0)} ms, ${valid.toFixed(2)} µs, not valid ${invalid.toFixed(2)} µs\n`,
    );
  }
}

await writeResult('validators', {
  machine: machine(),
  versions: versions(['ajv', 'typebox', 'zod', 'rolldown'], import.meta.url),
  rounds: ROUNDS,
  rows: samples.map(({ name, all }) => ({
    name,
    valid: figure(all.map(({ valid }) => valid)),
    invalid: figure(all.map(({ invalid }) => invalid)),
    readyIn: figure(all.map(({ readyIn }) => readyIn)),
  })),
  sizes: await Promise.all(PROGRAMS.map(async ({ name, code }) => ({ name, ...(await bundledSize(code)) }))),
});

function judging(file: string): Judged {
  const [command = '', ...args] = [...pinnedTo(0), process.execPath, program, file];
  return JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) as Judged;
}
