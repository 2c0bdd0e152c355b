import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isOnNetwork } from '../source-position.ts';

/**
 * The files that a document consists of, as far as its text says, those that do not exist among them: a reference to a file
 * that is still to be written, in a document with a mistake. References to the network are left out.
 *
 * @param roots the root document and its overlays.
 */
export async function referencedFiles(roots: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = async (file: string): Promise<void> => {
    if (found.has(file)) return;
    found.add(file);
    const text = await readFile(file, 'utf8').catch(() => '');
    const references = [...text.matchAll(REFERENCE)].map(
      ([, single, double, plain]) => single ?? double ?? plain ?? '',
    );
    const files = references.filter((each) => each !== '' && !/^[a-z][\w+.-]+:/i.test(each));
    await Promise.all(files.map((each) => visit(resolve(dirname(file), each))));
  };
  await Promise.all(roots.filter((root) => !isOnNetwork(root)).map((root) => visit(resolve(root))));
  return found;
}

// By the text, because a file with a mistake cannot be parsed.
const REFERENCE = /["']?\$ref["']?\s*:\s*(?:'([^'#\n]*)|"([^"#\n]*)|([^\s'"#,}\]]+))/g;

/** What tells one state of a file from another one, by its path. */
export type Signatures = ReadonlyMap<string, string>;

/** The present state of files; a file that does not exist has one, too. */
export async function signaturesOf(files: Iterable<string>): Promise<Signatures> {
  const entries = [...files].map(async (file) => {
    const state = await stat(file, { bigint: true }).catch(() => undefined);
    const signature = state && [state.ino, state.size, state.mtimeNs, state.ctimeNs].join(' ');
    return [file, signature ?? 'missing'] as const;
  });
  return new Map(await Promise.all(entries));
}

/** The files whose state differs. */
export function changedFiles(before: Signatures, after: Signatures): string[] {
  return [...after].filter(([file, signature]) => before.get(file) !== signature).map(([file]) => file);
}
