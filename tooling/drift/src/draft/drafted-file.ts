import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { DraftError } from './change.ts';

/** A file of the contract that a draft changes or adds. */
export interface DraftedFile {
  /** Path within the contract's folder, with `/`. */
  readonly path: string;
  /** `undefined` for a new file. */
  readonly before: string | undefined;
  readonly after: string;
}

/** Writes drafted files to the contract's folder. @throws DraftError if one cannot be written; then all are as before. */
export async function writeDraft(contractFolder: string, files: readonly DraftedFile[]): Promise<void> {
  const begun: DraftedFile[] = [];
  for (const file of files) {
    const target = join(contractFolder, file.path);
    try {
      await mkdir(dirname(target), { recursive: true });
      begun.push(file);
      await writeFile(target, file.after);
    } catch (error) {
      const restored = await Promise.allSettled(begun.map((each) => restore(contractFolder, each)));
      const lost = begun.filter((_, index) => restored[index]?.status === 'rejected');
      throw new DraftError(
        `${target} cannot be written: ${(error as Error).message}. ${
          lost.length === 0
            ? 'Nothing was drafted'
            : `These files could not be restored: ${lost.map(({ path }) => path).join(', ')}`
        }.`,
        { cause: error },
      );
    }
  }
}

/** Makes a file what it was before the draft. A file that could not be opened for writing is that already. */
async function restore(contractFolder: string, { path, before }: DraftedFile): Promise<void> {
  const target = join(contractFolder, path);
  if (before === undefined) await rm(target, { force: true }).catch(() => undefined);
  else if ((await readFile(target, 'utf8')) !== before) await writeFile(target, before);
}

/**
 * A unified diff for `git apply` and `patch -p1`.
 *
 * @param folder the contract's folder relative to the folder in which the diff is applied, with `/`.
 */
export function patchOf(files: readonly DraftedFile[], folder: string): string {
  return files
    .map(({ path, before, after }) => {
      const target = folder === '' || folder === '.' ? path : `${folder.replace(/\/$/, '')}/${path}`;
      const from = before === undefined ? '/dev/null' : `a/${target}`;
      const patch = createTwoFilesPatch(from, `b/${target}`, before ?? '', after, undefined, undefined);
      const [, ...lines] = patch.split('\n');
      const mode = before === undefined ? 'new file mode 100644\n' : '';
      return `diff --git a/${target} b/${target}\n${mode}${lines.join('\n')}`;
    })
    .join('');
}
