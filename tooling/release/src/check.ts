import { fileURLToPath } from 'node:url';
import { readChangesets } from '@changesets/read';
import { assess } from './assessment.ts';
import { CONTRACTS } from './contracts.ts';
import { runProgram } from './program.ts';
import { checkRelease } from './report.ts';

const folder = fileURLToPath(new URL('../../..', import.meta.url));

process.exitCode = await runProgram({
  name: 'drift:release',
  description: 'Compares each contract with its last release, and checks its version and changesets.',
  exitCodes: 'Exit codes: 0 versions and changesets fit, 1 they do not, 2 the contracts cannot be compared.',
  async run() {
    const changesets = await readChangesets(folder);
    const checks = await Promise.all(
      CONTRACTS.map(async (contract) => checkRelease(await assess(folder, contract), changesets)),
    );
    process.stdout.write(checks.map(({ text }) => text).join('\n'));
    return checks.every(({ fits }) => fits);
  },
});
