import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundledSize } from './bundle.ts';
import { VALIDATORS } from './compared-validators.ts';
import { pinnedTo } from './contender.ts';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';
import { figure } from './samples.ts';
import { versions } from './versions.ts';

// Our validators, compiled ahead of time, and others for the same schemas: the time per body, the time from the start of a
// process to the first verdict, and the size of the program.

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
  ...VALIDATORS.slice(1).map(({ name, file }) => ({
    name: `${name}, with the schemas`,
    code: `export { isValid } from '../validators/${file}';`,
  })),
];

/** What `measure-validator.ts` prints. */
interface Measurement {
  /** Milliseconds. */
  readonly readyIn: number;
  /** Microseconds for one body. */
  readonly valid: number;
  readonly invalid: number;
}

const program = fileURLToPath(new URL('measure-validator.ts', import.meta.url));
const samples = VALIDATORS.map(({ name, file }) => ({ name, file, all: [] as Measurement[] }));
for (let round = 1; round <= ROUNDS; round += 1) {
  for (const { name, file, all } of samples) {
    const measurement = measure(fileURLToPath(new URL(`../validators/${file}`, import.meta.url)));
    all.push(measurement);
    const { readyIn, valid, invalid } = measurement;
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

function measure(file: string): Measurement {
  const [command = '', ...args] = [...pinnedTo(0), process.execPath, program, file];
  return JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) as Measurement;
}
