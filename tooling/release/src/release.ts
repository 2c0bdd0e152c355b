import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readChangesets } from '@changesets/read';
import { assess } from './assessment.ts';
import { CONTRACTS } from './contracts.ts';
import { redocly } from './differences.ts';
import { runProgram } from './program.ts';
import { checkRelease } from './report.ts';

const folder = fileURLToPath(new URL('../../..', import.meta.url));

process.exitCode = await runProgram({
  name: 'release:contract',
  description: 'Releases the contracts: applies the changesets and writes the new baselines.',
  exitCodes:
    'Exit codes: 0 released or nothing to release, 1 versions or changesets do not fit, 2 it cannot be done.',
  run: release,
});

/** @returns whether versions and changesets fit. */
async function release(): Promise<boolean> {
  const changesets = await readChangesets(folder);
  const assessments = await Promise.all(CONTRACTS.map((contract) => assess(folder, contract)));
  const unfit = assessments.map((each) => checkRelease(each, changesets)).filter(({ fits }) => !fits);
  if (unfit.length > 0) {
    process.stderr.write(unfit.map(({ text }) => text).join('\n'));
    return false;
  }
  const changed = assessments.filter(({ changes }) => changes.length > 0);
  if (changed.length === 0 && changesets.length === 0) {
    process.stdout.write('Nothing has changed since the last release.\n');
    return true;
  }
  if (changesets.length > 0) process.stdout.write(await consumeChangesets());
  for (const { contract, version } of changed) {
    await redocly(folder, ['bundle', contract.name, '--output', contract.baseline]);
    process.stdout.write(`${contract.baseline} now has version ${version}.\n`);
  }
  process.stdout.write('Commit the changed files: the next change is compared with them.\n');
  return true;
}

/** Raises the versions of packages and writes their changelogs. */
async function consumeChangesets(): Promise<string> {
  const program = createRequire(import.meta.url).resolve('@changesets/cli/bin.js');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, 'version'], {
    cwd: folder,
  });
  return stdout + stderr;
}
