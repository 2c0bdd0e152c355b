import { fileURLToPath } from 'node:url';
import { readChangesets } from '@changesets/read';
import { assess } from './assessment.ts';
import { CONTRACTS, ReleaseError } from './contracts.ts';
import { judge } from './report.ts';

// Exit codes: 0 versions and changesets fit, 1 they do not, 2 the comparison cannot be made.

const folder = fileURLToPath(new URL('../../..', import.meta.url));

try {
  const changesets = await readChangesets(folder);
  const verdicts = await Promise.all(
    CONTRACTS.map(async (contract) => judge(await assess(folder, contract), changesets)),
  );
  process.stdout.write(verdicts.map(({ text }) => text).join('\n'));
  process.exitCode = verdicts.every(({ fits }) => fits) ? 0 : 1;
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
