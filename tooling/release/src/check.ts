import { fileURLToPath } from 'node:url';
import { standardOutput } from '@partner-webhooks/codegen/standard-output';
import { assess } from './assessment.ts';
import { readChangesets } from './changesets.ts';
import { CONTRACTS, RELEASED_PACKAGES } from './contracts.ts';
import { runProgram } from './program.ts';
import { checkRelease, closingLines } from './report.ts';

const folder = fileURLToPath(new URL('../../..', import.meta.url));

const output = standardOutput();

const code = await runProgram({
  name: 'drift:release',
  description: 'Compares each contract with its last release, and checks its version and changesets.',
  exitCodes: 'Exit codes: 0 versions and changesets fit, 1 they do not, 2 the contracts cannot be compared.',
  async run() {
    const { changesets, faults } = await readChangesets(folder, RELEASED_PACKAGES);
    const assessments = await Promise.all(CONTRACTS.map((contract) => assess(folder, contract)));
    const checks = assessments.map((assessment) => checkRelease(assessment, changesets));
    process.stdout.write(checks.map(({ text }) => text).join('\n'));
    process.stdout.write(
      closingLines(
        faults,
        assessments.some(({ changes }) => changes.length > 0),
      ),
    );
    return faults.length === 0 && checks.every(({ fits }) => fits);
  },
});

process.exitCode = output.exitCode(code);
