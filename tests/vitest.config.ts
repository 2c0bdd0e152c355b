import { basename } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { hasChromium } from '../tooling/chromium/src/find-chromium.ts';
import shared from '../vitest.config.ts';

// By the time they take, beginning with 70 s.
const LONGEST_FILES = [
  'nineteenth-webhook.test.ts',
  'contract-release.test.ts',
  'later-edition.test.ts',
  'workflows.test.ts',
];

/** Starts with the files that take longest. Without it, in a fresh clone, the smallest are last, and a core is idle meanwhile. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const first = LONGEST_FILES.flatMap((name) =>
      sorted.filter(({ moduleId }) => basename(moduleId) === name),
    );
    return [...first, ...sorted.filter((file) => !first.includes(file))];
  }
}

const BROWSER_TESTS = ['console/**', 'live-documentation.test.ts'];

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      sequence: { sequencer: LongestFirst },
      exclude: hasChromium('the console, and the documentation of a receiver') ? [] : BROWSER_TESTS,
    },
  }),
);
