import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
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

/**
 * Bundles files with all that they import into one ES module each. They import each other.
 *
 * @param files absolute paths by the names of the modules.
 * @param external files that are not bundled: by their absolute paths, the modules that are imported in their places.
 */
export async function bundledModules(
  files: Readonly<Record<string, string>>,
  external: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const build = await rolldown({
    input: files,
    // What both use is in the first one, not in a file of its own.
    preserveEntrySignatures: 'allow-extension',
    platform: 'neutral',
    plugins: [replaced(external)],
    experimental: { attachDebugInfo: 'none' },
  });
  try {
    const { output } = await build.generate({ format: 'esm', entryFileNames: '[name].js' });
    return new Map(
      output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code] as const] : [])),
    );
  } finally {
    await build.close();
  }
}

/** Imports other modules in the places of files. */
function replaced(external: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'replaced',
    resolveId(id, importer) {
      if (importer === undefined || !id.startsWith('.')) return null;
      const module = external.get(join(dirname(importer), id));
      return module === undefined ? null : { id: module, external: true };
    },
  };
}

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
