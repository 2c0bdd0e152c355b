import { cpSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, createConfig, lint, loadConfig } from '@redocly/openapi-core';
import { expect, onTestFinished } from 'vitest';
import type { ContractChange } from '../../src/draft/change.ts';
import { draft } from '../../src/draft/draft.ts';
import { type DraftedFile, writeDraft } from '../../src/draft/drafted-file.ts';

/** The repository, whose contract the tests draft on. */
const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url));

/** The folder of its contract; tests must not write to it. */
export const CONTRACT = join(REPOSITORY, 'openapi');

/** A copy of the contract, removed at the end of the test. */
export async function copyContract(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'contract-')), 'openapi');
  onTestFinished(() => rm(join(folder, '..'), { recursive: true, force: true }));
  cpSync(CONTRACT, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  return folder;
}

/** The files of a draft of which nothing was left out. */
export async function drafted(
  folder: string,
  changes: readonly ContractChange[],
): Promise<readonly DraftedFile[]> {
  const { files, leftOut } = await draft(folder, changes);
  expect(leftOut).toEqual([]);
  return files;
}

/** Drafted files after a review: without marks, and with descriptions. */
export function reviewed(files: readonly DraftedFile[]): DraftedFile[] {
  return files.map((file) => ({
    ...file,
    after: file.after.replace(/^ *x-draft:.*\n/gm, '').replace(/To be described\./g, 'Described.'),
  }));
}

/** The problems that lint finds in a contract with these files, with the rules of the repository. */
export async function lintWith(folder: string, files: readonly DraftedFile[]): Promise<string[]> {
  await writeDraft(folder, files);
  lintRules ??= loadConfig({ configPath: join(REPOSITORY, 'redocly.yaml') });
  const problems = await lint({ ref: join(folder, 'openapi.yaml'), config: await lintRules });
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ message, location: [at] }) => `${at?.source.absoluteRef}${at?.pointer}: ${message}`);
}

let lintRules: ReturnType<typeof loadConfig> | undefined;

/** A contract in one document. */
export async function bundled(folder: string): Promise<unknown> {
  noRules ??= createConfig({ extends: [] });
  const { bundle: result } = await bundle({ ref: join(folder, 'openapi.yaml'), config: await noRules });
  return result.parsed;
}

let noRules: ReturnType<typeof createConfig> | undefined;

/** The text of a file of a contract. */
export function textOf(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8');
}
