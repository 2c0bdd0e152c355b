import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Contract, generateTypes, type OutputFile } from '@partner-webhooks/codegen';
import { compile } from './compile.ts';
import type { HandlerCheck } from './handler-check.ts';

/** The folders that are checked. */
interface HandlerFolders {
  /** The handlers, one file per event type. */
  readonly handlers: string;
  /** The generated package of types. */
  readonly types: string;
}

/**
 * Compiles the handlers against types that are generated from a contract into a temporary folder.
 *
 * @throws ContractError if no types can be generated from it.
 */
export async function checkHandlers(contract: Contract, folders: HandlerFolders): Promise<HandlerCheck> {
  const { handlers, types } = folders;
  if (!existsSync(handlers)) return { checked: false, reason: `there is no folder ${handlers}` };
  const { files } = await generateTypes(contract);
  const temporary = await mkdtemp(join(tmpdir(), 'handlers-'));
  try {
    await writeAll(join(temporary, 'types'), files);
    const names = (await readdir(handlers)).filter((name) => name.endsWith('.ts')).sort();
    const compiled = await compile(handlers, names, temporary);
    if ('failure' in compiled) return { checked: false, reason: compiled.failure };
    return {
      checked: true,
      failing: compiled.errors,
      missing: contract.webhooks
        .filter(({ module }) => !names.includes(`${module}.ts`))
        .map(({ eventType }) => eventType),
      stale: await staleFiles(types, files),
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function writeAll(folder: string, files: readonly OutputFile[]): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function staleFiles(folder: string, files: readonly OutputFile[]): Promise<string[]> {
  const stale = await Promise.all(
    files.map(async ({ path, content }) => {
      const found = await readFile(join(folder, path), 'utf8').catch(() => undefined);
      return found === content ? [] : [path];
    }),
  );
  return stale.flat();
}
