import { globSync, readFileSync } from 'node:fs';

// Prints the failed tests of the last run, and the numbers of passed and failed tests of all packages, because the packages'
// output is interleaved. A file that could not be loaded counts as one failure: its tests did not run.

let passed = 0;
let skipped = 0;
const failures: string[] = [];

for (const file of globSync([
  '{apps,packages,tooling}/*/reports/vitest.json',
  '{bench,tests}/reports/vitest.json',
])) {
  const report: Report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  for (const { name, status, message, assertionResults } of report.testResults) {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    failures.push(...failed.map((test) => `${name}: ${test.fullName}\n${test.failureMessages.join('\n')}`));
    if (status === 'failed' && failed.length === 0) failures.push(`${name}: not loaded\n${message}`);
  }
}

for (const failure of failures) process.stdout.write(`FAILED ${failure}\n\n`);
process.stdout.write(
  `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
);

/** The parts of vitest's JSON report that are used here. */
interface Report {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}
