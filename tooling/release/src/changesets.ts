import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { ReleaseError } from './contracts.ts';
import { type Bump, isBump } from './version.ts';

/** A changeset: the packages that it raises, and by how much. */
export interface Changeset {
  readonly releases: readonly { readonly name: string; readonly type: Bump }[];
}

/** The changesets that can be used, and what is wrong with the others: `file:line: what to do`. */
export interface Changesets {
  readonly changesets: readonly Changeset[];
  readonly faults: readonly string[];
}

/**
 * Reads `.changeset/`. A file that the release would pass over, or that names a package that is not released, is a fault:
 * its announcement would be lost.
 *
 * @throws ReleaseError if there is no such folder.
 * @param folder the root of the repository.
 * @param packages the packages that are released.
 */
export async function readChangesets(folder: string, packages: readonly string[]): Promise<Changesets> {
  const entries = await readdir(join(folder, FOLDER), { withFileTypes: true }).catch((error: Error) => {
    throw new ReleaseError(`${FOLDER}: the folder cannot be read: ${error.message}`);
  });
  const changesets: Changeset[] = [];
  const faults: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = `${FOLDER}/${entry.name}`;
    if (entry.isFile() && OTHER_FILES.test(entry.name)) continue;
    if (!entry.isFile() || !/^[^.].*\.md$/.test(entry.name)) {
      faults.push(
        `${file}: expected only files named <what-changed>.md here; this one would be passed over. Rename it.`,
      );
      continue;
    }
    const read = readChangeset(file, await readFile(join(folder, file), 'utf8'), packages);
    if ('fault' in read) faults.push(read.fault);
    else changesets.push(read);
  }
  return { changesets, faults };
}

const FOLDER = '.changeset';
// What `changeset` reads besides changesets, and what it passes over by their names.
const OTHER_FILES = /^(config\.json|pre\.json|readme\.md|(agents|claude|gemini)\.md|\.gitkeep|\.DS_Store)$/i;

function readChangeset(
  file: string,
  text: string,
  packages: readonly string[],
): Changeset | { readonly fault: string } {
  const [, before = '', header = '', summary = ''] =
    /^(\s*)---\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(text) ?? [];
  const firstLine = before.split('\n').length + 1;
  const fault = (line: number, message: string) => ({ fault: `${file}:${line}: ${message}` });
  if (header === '')
    return fault(
      1,
      `expected it to begin with a line \`---\`, a line such as \`'${packages[0]}': minor\`, and a line \`---\`.`,
    );
  const lines = new LineCounter();
  const document = parseDocument(header, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number | undefined): number => firstLine + lines.linePos(offset ?? 0).line - 1;
  const [error] = document.errors;
  if (error) return fault(lineOf(error.pos[0]), `it is not YAML: ${error.message}`);
  const releases: Changeset['releases'][number][] = [];
  if (!isMap(document.contents) || document.contents.items.length === 0)
    return fault(
      firstLine,
      `expected packages and versions, such as \`'${packages[0]}': minor\`, between the lines \`---\`.`,
    );
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const type: unknown = isScalar(value) ? value.value : undefined;
    const line = lineOf(isScalar(key) ? key.range?.[0] : undefined);
    if (!packages.includes(name))
      return fault(line, `${name} is not a package that is released; expected ${packages.join(' or ')}.`);
    if (!isBump(type))
      return fault(line, `expected major, minor or patch for ${name}, found ${type ?? 'nothing'}.`);
    releases.push({ name, type });
  }
  if (summary.trim() === '')
    return fault(
      text.split('\n').length,
      'expected a text below the second line `---` that says what has changed.',
    );
  return { releases };
}
