import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { GENERATED_MARK, type OutputFile } from './output.ts';

/**
 * Writes generated files to a folder. Generated files of an earlier run that are not among them are removed; other files
 * are left alone.
 *
 * @returns the paths that were written or removed, sorted; empty if all files were up to date.
 */
export async function writeFolder(folder: string, files: readonly OutputFile[]): Promise<string[]> {
  const changed: string[] = [];
  for (const change of await compare(folder, files)) {
    const target = join(folder, change.path);
    changed.push(target);
    if (change.expected === undefined) {
      await rm(target);
    } else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, change.expected);
    }
  }
  return changed;
}

/** Writes only the files that do not exist. @returns the paths that were written. */
export async function writeMissing(folder: string, files: readonly OutputFile[]): Promise<string[]> {
  const missing = await findMissing(folder, files);
  for (const { path, content } of missing) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, path), content, { flag: 'wx' });
  }
  return missing.map(({ path }) => join(folder, path));
}

/** The files that do not exist. */
export async function findMissing(folder: string, files: readonly OutputFile[]): Promise<OutputFile[]> {
  const present = new Set(await list(folder));
  return files.filter(({ path }) => !present.has(path));
}

/** A unified diff from the files on disk to the generated ones; empty if they are equal. */
export async function diffFolder(folder: string, files: readonly OutputFile[]): Promise<string> {
  const changes = await compare(folder, files);
  return changes
    .map(({ path, found = '', expected = '' }) => {
      const target = join(folder, path);
      return shortened(createTwoFilesPatch(target, target, found, expected, 'on disk', 'from the contract'));
    })
    .join('\n');
}

interface Change {
  readonly path: string;
  readonly found?: string;
  readonly expected?: string;
}

async function compare(folder: string, files: readonly OutputFile[]): Promise<Change[]> {
  const expected = new Map(files.map(({ path, content }) => [path, content]));
  const changes: Change[] = [];
  for (const path of new Set([...expected.keys(), ...(await list(folder))])) {
    const found = await read(join(folder, path));
    const content = expected.get(path);
    if (found === content || (content === undefined && !found?.includes(GENERATED_MARK))) continue;
    changes.push({
      path,
      ...(found !== undefined && { found }),
      ...(content !== undefined && { expected: content }),
    });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function list(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(emptyIfMissing);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length).replaceAll(sep, '/'));
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function emptyIfMissing(error: unknown): [] {
  if (isMissing(error)) return [];
  throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A validator can change by hundreds of lines; the first ones show the change. */
function shortened(patch: string): string {
  const lines = patch.split('\n');
  if (lines.length <= MAX_DIFF_LINES) return patch;
  return [...lines.slice(0, MAX_DIFF_LINES), `… and ${lines.length - MAX_DIFF_LINES} more lines`, ''].join(
    '\n',
  );
}

const MAX_DIFF_LINES = 60;
