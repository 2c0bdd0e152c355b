import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type OutputOptions, type Plugin, type RolldownOptions, rolldown } from 'rolldown';
import type { TestProject } from 'vitest/node';

// Programs that the tests start, each with everything that it imports in one file: the receiver then starts in 0.4 s of CPU
// time instead of 0.8 s, and the tests start it about 150 times. They are bundled from the sources, so no test needs a build.

/** A program that tests start, by the name of its bundle. */
export type BundledProgram = keyof typeof PROGRAMS | 'misbehaving-receiver';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the bundled programs, if the run has bundled them for all its files. */
    bundledPrograms?: string;
  }
}

/** Vitest calls this once before all files. */
export async function setup(project: TestProject): Promise<void> {
  project.provide('bundledPrograms', await bundlePrograms());
  project.onTestsRerun(async () => void (await bundlePrograms()));
}

/** Bundles all programs. @returns their folder. */
export async function bundlePrograms(): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  // Without it, Node compiles each file to find out that it is a module.
  await replaceFile(join(FOLDER, 'package.json'), '{ "type": "module" }\n');
  await bundle({ ...PROGRAMS, worker: WORKER });
  await bundle({ 'misbehaving-receiver': PROGRAMS.main }, [
    replaceModule(pathOf('../src/handlers/transfer-notification.ts'), pathOf('misbehaving-handler.ts')),
  ]);
  return FOLDER;
}

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const PROGRAMS = {
  main: pathOf('../src/main.ts'),
  'traced-receiver': pathOf('traced-receiver.ts'),
  flood: pathOf('flood.ts'),
  'observed-inbox': pathOf('power-loss/observed-inbox.ts'),
};

// The inbox starts it from the folder of the module that starts it.
const WORKER = pathOf('../../../packages/inbox/src/sqlite/thread/worker.ts');

/** Below this package, because the receiver resolves the documentation page from the folder of its program. */
const FOLDER = pathOf('../node_modules/.cache/programs');

async function bundle(input: Record<string, string>, plugins: readonly Plugin[] = []): Promise<void> {
  const options: RolldownOptions = {
    input,
    platform: 'node',
    resolve: { conditionNames: ['source', 'node'] },
    plugins: [keepFolderOfMigrations, ...plugins],
  };
  const output: OutputOptions = {
    format: 'esm',
    entryFileNames: '[name].js',
    // Two bundles have modules of the same name, each with instances of its own.
    chunkFileNames: `${Object.keys(input)[0]}-[name].js`,
  };
  const built = await rolldown(options);
  const { output: files } = await built.generate(output);
  await built.close();
  // Entries last: they import the others.
  const chunks = files
    .filter((file) => file.type === 'chunk')
    .sort((a, b) => Number(a.isEntry) - Number(b.isEntry));
  for (const { fileName, code } of chunks) await replaceFile(join(FOLDER, fileName), withoutFacades(code));
}

/**
 * An import of a module of Node reads all of its properties: that of `node:http` loads the WebSockets, that of `node:util` the
 * comparison of texts. A start of the receiver costs 40 ms of CPU time less without.
 */
function withoutFacades(code: string): string {
  return code.replaceAll(
    /^import (\w\S*|\{.*\}) from "(node:[^"]+)";$/gm,
    (_import, names: string, module: string) =>
      `const ${names.replaceAll(' as ', ': ')} = process.getBuiltinModule("${module}");`,
  );
}

/** Migrations are read from folders beside the sources. */
const keepFolderOfMigrations: Plugin = {
  name: 'keep-folder-of-migrations',
  transform(code, id) {
    if (!/\/(sqlite|postgres)\/migrate\.ts$|\/handler-migrations\.ts$/.test(id)) return null;
    return code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href));
  },
};

function replaceModule(from: string, to: string): Plugin {
  return {
    name: 'replace-module',
    async resolveId(specifier, importer, options) {
      const resolved = await this.resolve(specifier, importer, { ...options, skipSelf: true });
      return resolved?.id === from ? to : resolved;
    },
  };
}

/** A run at the same time may have started a program from the same file, which must never be half written. */
async function replaceFile(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return;
  const written = `${file}.${process.pid}`;
  await writeFile(written, text);
  await rename(written, file);
}
