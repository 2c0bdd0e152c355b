import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';

/**
 * Bundles a module with all that it imports into one ES module without dependencies.
 *
 * @param source its source, which may import packages of the generator and files by their absolute paths.
 */
export async function bundledModule(source: string): Promise<string> {
  const build = await rolldown({
    input: ENTRY,
    platform: 'neutral',
    plugins: [inMemory(source)],
    // Debug information would hold paths of the machine.
    experimental: { attachDebugInfo: 'none' },
  });
  try {
    const { output } = await build.generate({ format: 'esm', codeSplitting: false });
    return output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
  } finally {
    await build.close();
  }
}

const ENTRY = 'entry';

function inMemory(source: string): Plugin {
  return {
    name: 'in-memory',
    resolveId(id, importer) {
      if (id === ENTRY) return id;
      // Files import each other by relative paths, which the bundler resolves itself.
      if (id.startsWith('.')) return null;
      // What a file of a package imports is a dependency of that package.
      const isFile = importer !== undefined && isAbsolute(importer);
      return createRequire(isFile ? importer : import.meta.url).resolve(id);
    },
    load: (id) => (id === ENTRY ? source : null),
  };
}
