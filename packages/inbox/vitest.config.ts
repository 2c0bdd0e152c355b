import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';
import { replaceWorker } from './test/replace-worker.ts';

// Each file chooses.
export default mergeConfig(shared, defineConfig({ plugins: [replaceWorker('threads.ts')] }));
