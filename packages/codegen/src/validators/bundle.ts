import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import type { OutputFile } from '../output.ts';

/**
 * Bundles in-memory sources into ES modules without dependencies. Imports from packages are bundled; shared code goes into
 * `internal/shared.js`.
 *
 * @param sources the sources of modules by the names under which they import each other.
 * @param entries the names of the modules to emit; the others are merged into them.
 */
export async function bundleModules(
  sources: ReadonlyMap<string, string>,
  entries: readonly string[],
): Promise<OutputFile[]> {
  const build = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, entry])),
    platform: 'neutral',
    plugins: [inMemory(sources)],
    // Debug information would hold paths of the machine.
    experimental: { attachDebugInfo: 'none' },
  });
  try {
    const { output } = await build.generate({
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'internal/[name].js',
      codeSplitting: { groups: [{ name: 'shared', test: (id) => !sources.has(id) }] },
      minifyInternalExports: false,
    });
    return output.flatMap((file) => {
      if (file.type !== 'chunk') return [];
      const credit = file.moduleIds.some((id) => id.includes('/ajv')) ? `${CREDIT}\n\n` : '';
      return [{ path: file.fileName, content: credit + file.code }];
    });
  } finally {
    await build.close();
  }
}

const CREDIT = '// Includes parts of ajv and ajv-formats: MIT License, Copyright (c) Evgeny Poberezkin.';

function inMemory(sources: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'in-memory',
    resolveId(id, importer) {
      if (sources.has(id)) return id;
      // Files import each other by relative paths, which the bundler resolves itself.
      if (id.startsWith('.')) return null;
      // What a file of a package imports is a dependency of that package.
      const isFile = importer !== undefined && isAbsolute(importer);
      return createRequire(isFile ? importer : import.meta.url).resolve(id);
    },
    load: (id) => sources.get(id),
  };
}
