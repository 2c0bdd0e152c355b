import { globSync, readFileSync } from 'node:fs';

// Prints how many tests passed and failed in the last run, summed over the reports of all packages. A file that could
// not be loaded counts as one failure: its tests did not run.

let passed = 0;
let failed = 0;
let skipped = 0;

for (const file of globSync('{apps,packages,tooling}/*/reports/vitest.json').concat(
  globSync('tests/reports/vitest.json'),
)) {
  const report: Report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  failed += report.testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && assertionResults.every((test) => test.status !== 'failed');
  }).length;
}

process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);

/** The parts of vitest's JSON report that are used here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}
