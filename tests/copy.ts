import { type ExecFileException, execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A copy of the repository that a test may change. */
export interface Copy {
  readonly folder: string;
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

/** Copies what git would commit: a fresh clone, in which nothing is installed. */
export async function cloneRepository(): Promise<Copy> {
  return (await copyFiles()).copy;
}

async function copyFiles(): Promise<{ readonly copy: Copy; readonly files: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'partner-webhooks-'));
  const { output } = await run(root, 'git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
  const files = output.split('\0').filter(Boolean);
  await Promise.all(files.map((file) => cp(join(root, file), join(folder, file)).catch(ignoreDeleted)));
  const copy: Copy = {
    folder,
    run: (program, args, at = '.', environment = {}) => run(join(folder, at), program, args, environment),
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
  // Links from package to package are relative, so in the copy they lead to the copy.
  await Promise.all(
    packages.map((each) =>
      cp(join(root, each, 'node_modules'), join(folder, each, 'node_modules'), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (source) => !/\.(vite|cache)/.test(source),
      }),
    ),
  );
}

function run(
  cwd: string,
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  // The copy has the dependencies of the original; pnpm must not install them again.
  const env = {
    ...process.env,
    ...environment,
    pnpm_config_verify_deps_before_run: 'false',
    TURBO_CACHE_DIR: '.turbo/cache',
  };
  return new Promise((resolve) => {
    const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
      const failure = typeof error?.code === 'string' ? error.message : '';
      resolve({ code, out: stdout, output: stdout + stderr + failure });
    });
  });
}

function ignoreDeleted(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
