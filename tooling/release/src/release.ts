import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { standardOutput } from '@partner-webhooks/codegen/standard-output';
import { assess } from './assessment.ts';
import { readChangesets } from './changesets.ts';
import { CONTRACTS, RELEASED_PACKAGES } from './contracts.ts';
import { runProgram } from './program.ts';
import { redocly } from './redocly.ts';
import { checkRelease } from './report.ts';
import { staleFiles, unfinishedParts, unwrittenHandlers } from './unfinished.ts';

const folder = fileURLToPath(new URL('../../..', import.meta.url));

const output = standardOutput();

const code = await runProgram({
  name: 'release:contract',
  description: 'Releases the contracts: applies the changesets and writes the new baselines.',
  exitCodes:
    'Exit codes: 0 released or nothing to release, 1 something has to be done first, 2 it cannot be done.',
  run: release,
});

process.exitCode = output.exitCode(code);

/** @returns whether it was released, or there was nothing to release. */
async function release(): Promise<boolean> {
  const { changesets, faults } = await readChangesets(folder, RELEASED_PACKAGES);
  const assessments = await Promise.all(CONTRACTS.map((contract) => assess(folder, contract)));
  const unfit = assessments.map((each) => checkRelease(each, changesets)).filter(({ fits }) => !fits);
  const obstacles = [...faults, ...(await unfinished())];
  if (unfit.length + obstacles.length > 0) {
    process.stderr.write(unfit.map(({ text }) => text).join('\n'));
    if (obstacles.length > 0)
      process.stderr.write(
        `\nNothing was released. Before a release:\n${obstacles.map((each) => `  ${each}\n`).join('')}`,
      );
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

async function unfinished(): Promise<string[]> {
  const found = await Promise.all([
    ...CONTRACTS.map((contract) => unfinishedParts(folder, contract)),
    ...CONTRACTS.map((contract) => unwrittenHandlers(folder, contract)),
    staleFiles(folder),
  ]);
  return found.flat();
}

/** Raises the versions of packages and writes their changelogs. */
async function consumeChangesets(): Promise<string> {
  const program = createRequire(import.meta.url).resolve('@changesets/cli/bin.js');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, 'version'], {
    cwd: folder,
  });
  return stdout + stderr;
}
