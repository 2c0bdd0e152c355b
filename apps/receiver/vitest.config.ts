import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';
import { inboxInThisThread } from './test/bundle-programs.ts';

export default mergeConfig(
  shared,
  defineConfig({
    plugins: [inboxInThisThread],
    test: {
      globalSetup: ['test/bundle-programs.ts'],
      // The tests wait for programs most of their time.
      maxWorkers: 4,
    },
  }),
);
