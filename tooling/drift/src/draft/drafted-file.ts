import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';

/** A file of the contract that a draft changes or adds. */
export interface DraftedFile {
  /** Path within the contract's folder, with `/`. */
  readonly path: string;
  /** `undefined` for a new file. */
  readonly before: string | undefined;
  readonly after: string;
}

/** Writes drafted files to the contract's folder. */
export async function writeDraft(contractFolder: string, files: readonly DraftedFile[]): Promise<void> {
  for (const { path, after } of files) {
    const target = join(contractFolder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, after);
  }
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
