import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ContractError } from '@partner-webhooks/codegen';
import { ImpactError } from '../impact-error.ts';
import { type Edition, openEdition } from './edition.ts';

/**
 * Opens the contract to compare with: the last release or, with a ref, the one in that commit.
 *
 * @param folder the folder of the contract in the working tree.
 * @throws ImpactError if there is no release, no such commit, or no contract in it.
 * @throws ContractError if the contract cannot be read.
 */
export async function openBase(folder: string, ref: string | undefined): Promise<Edition> {
  if (ref !== undefined) return openCommit(folder, ref);
  const file = join(folder, 'released', 'partner-webhooks.yaml');
  if (!existsSync(file))
    throw new ImpactError(
      `${file}: there is no release to compare with: name a commit with --base, or run \`pnpm release:contract\``,
    );
  return openEdition(file, (version) => `the release ${version}`);
}

/** Reads the files of the commit through an index of its own: neither the working tree nor its index is touched. */
async function openCommit(folder: string, ref: string): Promise<Edition> {
  const commit = await resolveCommit(folder, ref);
  const temporary = await mkdtemp(join(tmpdir(), 'contract-'));
  const root = join(temporary, 'openapi');
  try {
    const prefix = (await git(folder, ['rev-parse', '--show-prefix'])).trim();
    // In a folder inside the repository, `checkout-index` would write the files of that folder only.
    const top = (await git(folder, ['rev-parse', '--show-toplevel'])).trim();
    const index = { GIT_INDEX_FILE: join(temporary, 'index') };
    await git(top, ['-c', 'core.sparseCheckout=false', 'read-tree', `${commit}:${prefix}`], index);
    await git(top, ['checkout-index', '--all', `--prefix=${root}/`], index);
    if (!existsSync(join(root, 'openapi.yaml')))
      throw new ImpactError(`--base ${ref}: the commit has no ${prefix}openapi.yaml`);
    return await openEdition(join(root, 'openapi.yaml'), `the commit ${commit.slice(0, SHORT_HASH)}`);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    // The path is one that exists only now.
    throw new ImpactError(`--base ${ref}: ${error.message.replaceAll(`${root}/`, '')}`, { cause: error });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function resolveCommit(folder: string, ref: string): Promise<string> {
  if (!existsSync(folder)) throw new ImpactError(`${folder}: expected the folder of the contract`);
  // An option of git is no commit.
  if (ref.startsWith('-') || ref.trim() === '')
    throw new ImpactError(`--base ${ref}: expected a commit, tag or branch`);
  const found = await git(folder, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]).catch((error) => {
    if (error instanceof ImpactError && error.message.includes(NO_OUTPUT)) return undefined;
    throw error;
  });
  if (found === undefined)
    throw new ImpactError(
      `--base ${ref}: the repository has no such commit, tag or branch; in a shallow clone, fetch it first`,
    );
  return found.trim();
}

const NO_OUTPUT = 'git says nothing';

async function git(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], {
      env: { ...process.env, ...environment },
    });
    return stdout;
  } catch (error) {
    const { stderr = '', code } = error as { stderr?: string; code?: unknown };
    if (code === 'ENOENT') throw new ImpactError('--base: git is not installed', { cause: error });
    const [line = ''] = stderr.trim().split('\n');
    throw new ImpactError(`--base: ${line === '' ? NO_OUTPUT : `git says: ${line}`}`, { cause: error });
  }
}

const SHORT_HASH = 10;
