import { execFile } from 'node:child_process';
import { mkdir, readFile, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Installs a tarball with npm, in a folder outside of the workspace, without asking the registry. */
export async function installOffline(tarball: string, folder: string): Promise<void> {
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder });
}

/** Installs tarballs and packages of the registry with npm, in a folder outside of the workspace. */
export async function installFromRegistry(
  packages: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const options = ['--no-audit', '--no-fund', '--prefer-offline'];
  await run('npm', ['install', ...options, ...packages], { cwd: folder, env: environment });
}

/**
 * Unpacks a tarball into the `node_modules` of a folder outside of the workspace, and links there what its manifest names as
 * dependencies, and nothing else, from the workspace: the same files as an installation by npm, for a tenth of the time.
 *
 * @param packageFolder the folder of the package in the workspace, where its dependencies are installed.
 * @param others packages that the project itself needs: their names, and the folders in which they are installed.
 */
export async function linkInstalled(
  tarball: string,
  folder: string,
  packageFolder: string,
  others: Readonly<Record<string, string>> = {},
): Promise<void> {
  const modules = join(folder, 'node_modules');
  const { name } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const target = join(modules, name);
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  const manifest = JSON.parse(await readFile(join(target, 'package.json'), 'utf8'));
  const links = Object.keys(manifest.dependencies ?? {}).map(
    (each) => [join(target, 'node_modules', each), join(packageFolder, 'node_modules', each)] as const,
  );
  for (const [each, place] of Object.entries(others)) links.push([join(modules, each), place]);
  for (const [program, file] of Object.entries<string>(manifest.bin ?? {}))
    links.push([join(modules, '.bin', program), join(target, file)]);
  for (const [link, place] of links) {
    await mkdir(join(link, '..'), { recursive: true });
    await symlink(await realpath(place), link);
  }
}

/**
 * Another edition of Node, from the registry.
 *
 * @param folder where it is installed, outside of the workspace.
 * @returns the folder of its program, for PATH.
 */
export async function nodeOfVersion(version: string, folder: string): Promise<string> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const at = join(folder, `node-${version}`);
  await mkdir(at, { recursive: true });
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', at, `${name}@${version}`], { cwd: at });
  return join(at, 'node_modules', name, 'bin');
}
