import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export { installFromRegistry, installOffline, linkInstalled, nodeOfVersion } from './install.ts';

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);

/**
 * Packs a package of the workspace as it would be published. It has to be built.
 *
 * @param folder the folder of the package.
 * @param target an empty folder for the tarball.
 * @returns the path of the tarball.
 */
export async function packPackage(folder: string, target: string): Promise<string> {
  // Without its scripts, which would build it once more.
  await run('pnpm', ['pack', '--pack-destination', target, '--config.ignore-scripts=true'], { cwd: folder });
  const [name] = (await readdir(target)).filter((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`pnpm pack wrote no tarball of ${folder} to ${target}`);
  return join(target, name);
}

/** What publint finds in a tarball, a sentence each. */
export async function publintMessages(tarball: string): Promise<string[]> {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const bytes = await readFile(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  });
  return messages.map((message) => formatMessage(message, pkg) ?? message.code);
}

/**
 * Checks the types of all entry points with are-the-types-wrong.
 *
 * @param profile whether programs in CommonJS, also with the oldest way of finding modules, are considered.
 * @returns its report, with the name of each entry point.
 * @throws Error with the report if it finds something.
 */
export async function checkEntryPoints(tarball: string, profile: 'esm-only' | 'strict'): Promise<string> {
  const attw = join(dirname(resolve('@arethetypeswrong/cli/package.json')), 'dist/index.js');
  const options = ['--profile', profile, '--format', 'ascii'];
  const { stdout } = await run(process.execPath, [attw, tarball, ...options]);
  return stdout;
}
