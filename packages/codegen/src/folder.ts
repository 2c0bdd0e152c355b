import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { MARK, type OutputFile } from './output.ts';

/**
 * Makes a folder hold exactly these generated files. Files that an earlier run generated and this one does not are
 * removed; files that nobody generated are left alone.
 *
 * @returns paths of what was written or removed, in order; empty where all was up to date.
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

/** Writes only the files that do not exist yet. @returns paths of what was written. */
export async function writeMissing(folder: string, files: readonly OutputFile[]): Promise<string[]> {
  const missing = await findMissing(folder, files);
  for (const { path, content } of missing) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, path), content, { flag: 'wx' });
  }
  return missing.map(({ path }) => join(folder, path));
}

/** The files that do not exist yet. */
export async function findMissing(folder: string, files: readonly OutputFile[]): Promise<OutputFile[]> {
  const present = new Set(await list(folder));
  return files.filter(({ path }) => !present.has(path));
}

/** A unified diff from what is on disk to what the contract asks for; empty where they agree. */
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
    if (found === content || (content === undefined && !found?.includes(MARK))) continue;
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

/** A validator can change by hundreds of lines; the first ones tell what happened. */
function shortened(patch: string): string {
  const lines = patch.split('\n');
  if (lines.length <= MAX_LINES) return patch;
  return [...lines.slice(0, MAX_LINES), `… and ${lines.length - MAX_LINES} more lines`, ''].join('\n');
}

const MAX_LINES = 60;
