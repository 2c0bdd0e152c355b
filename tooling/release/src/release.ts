import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readChangesets } from '@changesets/read';
import { assess } from './assessment.ts';
import { CONTRACTS, ReleaseError } from './contracts.ts';
import { redocly } from './differences.ts';
import { judge } from './report.ts';

// Exit codes: 0 released or nothing to release, 1 version or changesets do not fit, 2 it cannot be done.

const folder = fileURLToPath(new URL('../../..', import.meta.url));

try {
  process.exitCode = await release();
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function release(): Promise<number> {
  const changesets = await readChangesets(folder);
  const assessments = await Promise.all(CONTRACTS.map((contract) => assess(folder, contract)));
  const unfit = assessments.map((each) => judge(each, changesets)).filter(({ fits }) => !fits);
  if (unfit.length > 0) {
    process.stderr.write(unfit.map(({ text }) => text).join('\n'));
    return 1;
  }
  const changed = assessments.filter(({ changes }) => changes.length > 0);
  if (changed.length === 0 && changesets.length === 0) {
    process.stdout.write('Nothing has changed since the last release.\n');
    return 0;
  }
  if (changesets.length > 0) process.stdout.write(await consumeChangesets());
  for (const { contract, version } of changed) {
    await redocly(folder, ['bundle', contract.name, '--output', contract.baseline]);
    process.stdout.write(`${contract.baseline} is ${version} now.\n`);
  }
  process.stdout.write('Commit what has changed: this is what the next change will be compared with.\n');
  return 0;
}

/** Raises the versions of packages and writes their change logs. */
async function consumeChangesets(): Promise<string> {
  const program = createRequire(import.meta.url).resolve('@changesets/cli/bin.js');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, 'version'], {
    cwd: folder,
  });
  return stdout + stderr;
}
