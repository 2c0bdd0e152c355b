import { defineConfig, mergeConfig } from 'vitest/config';
import { replaceWorker } from '../../packages/inbox/test/replace-worker.ts';
import shared from '../../vitest.config.ts';

export default mergeConfig(
  shared,
  defineConfig({
    // The receivers that tests start as programs have their threads, and the tests of the inbox are about them.
    plugins: [replaceWorker('worker-in-this-thread.ts')],
    test: {
      globalSetup: ['test/bundle-programs.ts'],
      // The tests wait for programs most of their time.
      maxWorkers: 4,
    },
  }),
);
