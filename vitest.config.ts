import { defineConfig } from 'vitest/config';

// Workspace packages are loaded from their sources, so that no test needs a build of another package.
const conditions = ['source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
  },
});
