import { type ExecFileException, execFile, execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DISK_FOLDER } from '../tooling/temporary-files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A copy of the repository that a test may change. */
export interface Copy {
  readonly folder: string;
  /** The variables of the programs that run in the copy. */
  readonly environment: NodeJS.ProcessEnv;
  /** Runs a program in the copy. */
  readonly run: (
    program: string,
    args: readonly string[],
    folder?: string,
    environment?: Readonly<Record<string, string>>,
  ) => Promise<Outcome>;
  readonly remove: () => Promise<void>;
}

interface Outcome {
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard output and standard error. */
  readonly output: string;
}

/** The arguments of Node that lint the contract, in the folder `openapi`. */
export const LINT_CONTRACT: readonly string[] = [
  '--conditions=source',
  'node_modules/@redocly/cli/bin/cli.js',
  'lint',
  'partner-webhooks',
  '--config',
  '../redocly.yaml',
];

/** Copies what git would commit, and links the dependencies that are installed here. */
export async function copyRepository(): Promise<Copy> {
  const { copy, files } = await copyFiles();
  await linkDependencies(copy.folder, files);
  return copy;
}

/**
 * Copies what git would commit: a fresh clone, in which nothing is installed. It is on the disk, so that pnpm installs by links to
 * its store. In memory it would first download everything into a store there, which stays.
 */
export async function cloneRepository(): Promise<Copy> {
  const { copy } = await copyFiles(process.env[DISK_FOLDER]);
  await mkdir(join(copy.folder, 'node_modules'));
  await symlink(join(root, 'node_modules/.cache'), join(copy.folder, 'node_modules/.cache'));
  return copy;
}

async function copyFiles(
  parent = tmpdir(),
): Promise<{ readonly copy: Copy; readonly files: readonly string[] }> {
  const folder = await mkdtemp(join(parent, 'partner-webhooks-'));
  const { output } = await run(root, 'git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
  const files = output.split('\0').filter(Boolean);
  for (const each of new Set(files.map((file) => dirname(file))))
    mkdirSync(join(folder, each), { recursive: true });
  for (const file of files) copyFile(join(root, file), join(folder, file));
  const environment = environmentOf(folder);
  const copy: Copy = {
    folder,
    environment,
    run: (program, args, at = '.', more = {}) =>
      run(join(folder, at), program, args, { ...environment, ...more }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  return { copy, files };
}

async function linkDependencies(folder: string, files: readonly string[]): Promise<void> {
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const packages = files
    // The generated folder says that it holds ES modules, and is no package.
    .filter((file) => file.endsWith('/package.json') && !file.includes('/generated/'))
    .map((file) => file.slice(0, -'/package.json'.length));
  for (const each of packages)
    linkModules(join(root, each, 'node_modules'), join(folder, each, 'node_modules'));
}

/** Links from package to package are relative, so in the copy they lead to the copy. */
function linkModules(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isFile()) copyFileSync(source, target);
    else if (!/^\.(vite|cache)/.test(entry.name)) linkModules(source, target);
  }
}

function run(
  cwd: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
      const failure = typeof error?.code === 'string' ? error.message : '';
      resolve({ code, out: stdout, output: stdout + stderr + failure });
    });
  });
}

// Two thousand files: a promise for each takes ten times as long.
function copyFile(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    // It is deleted, and git does not know that yet.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/**
 * The variables of the programs that run in a copy. What this run of the test command has done already is taken from its caches:
 * a task that the change of the copy cannot affect is not run again.
 */
function environmentOf(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // The copy has the dependencies of the original; pnpm must not install them again.
    pnpm_config_verify_deps_before_run: 'false',
    TURBO_CACHE_DIR: turboCache(),
    // Only read: the original takes nothing from a copy.
    TURBO_CACHE: 'local:r',
    // The same folder as that of the original, which tells files by their paths relative to it.
    NODE_COMPILE_CACHE: join(folder, 'node_modules/.cache/node'),
  };
}

/** Where turbo keeps what it has done: in the main one of the worktrees of the repository. */
function turboCache(): string {
  const options = { cwd: root, encoding: 'utf8' } as const;
  const folder = execFileSync('git', ['rev-parse', '--path-format=absolute', '--git-common-dir'], options);
  return process.env['TURBO_CACHE_DIR'] ?? join(dirname(folder.trim()), '.turbo/cache');
}
