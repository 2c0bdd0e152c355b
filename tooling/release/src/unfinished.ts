import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readContract } from '@partner-webhooks/codegen';
import type { PointerToken } from '@partner-webhooks/types/json-pointer';
import { isMapping, type SourceFile } from './contract/place.ts';
import { readFiles } from './contract/source.ts';
import type { ReleasedContract } from './contracts.ts';

/**
 * What of a contract must not be released yet, a line each: drafts that no person has reviewed, and texts that are still to
 * be written.
 *
 * @param folder the root of the repository.
 */
export async function unfinishedParts(folder: string, { root }: ReleasedContract): Promise<string[]> {
  const files = await readFiles(folder, root);
  return files.flatMap((file) => unfinishedIn(file, file.value, []));
}

function unfinishedIn(file: SourceFile, value: unknown, tokens: readonly PointerToken[]): string[] {
  const at = (): string => `${file.name}:${file.lineOf(tokens)}`;
  if (typeof value === 'string') {
    if (!PLACEHOLDER.test(value)) return [];
    return [`${at()}: this text is still to be written: ${JSON.stringify(value.trim())}.`];
  }
  if (typeof value !== 'object' || value === null) return [];
  const draft = isMapping(value) ? value['x-draft'] : undefined;
  const marks =
    draft === undefined || draft === false
      ? []
      : [
          `${file.name}:${file.lineOf([...tokens, 'x-draft'])}: this is a draft. Review it and remove the mark \`x-draft\`.`,
        ];
  return [
    ...marks,
    ...Object.entries(value).flatMap(([key, inner]) => unfinishedIn(file, inner, [...tokens, key])),
  ];
}

// A draft has it wherever it does not know the meaning.
const PLACEHOLDER = /\bto be described\b/i;

/**
 * What generated files do not match the contract: the output of `generate:check` of each package that has it, if it fails.
 *
 * @param folder the root of the repository.
 */
export async function staleFiles(folder: string): Promise<string[]> {
  const found = await Promise.all(
    ['packages', 'apps'].map(async (group) =>
      (await readdir(join(folder, group))).map((name) => join(folder, group, name)),
    ),
  );
  const checks = await Promise.all(
    found.flat().map(async (each) => ({ each, script: await checkScript(each) })),
  );
  const results = await Promise.all(
    checks.map(async ({ each, script }) => {
      const [program, ...args] = (script ?? '').split(/\s+/);
      return program === 'codegen' ? failure(each, args, relative(folder, each)) : undefined;
    }),
  );
  return results.filter((result) => result !== undefined);
}

async function checkScript(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  return JSON.parse(text).scripts?.['generate:check'];
}

const CODEGEN = fileURLToPath(
  new URL('bin/codegen.cjs', import.meta.resolve('@partner-webhooks/codegen/package.json')),
);

/** The output of codegen if it fails; its first lines say what differs, and how to repair it. */
function failure(cwd: string, args: readonly string[], name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [CODEGEN, ...args], options, (error, stdout, stderr) => {
      const lines = `${stdout}${stderr}`.trim().split('\n');
      const shown = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'] : lines;
      resolve(
        error
          ? `${name}: its generated files do not match the contract. Run \`pnpm generate\` and commit the result.\n${shown.map((line) => `    ${line}`).join('\n')}`
          : undefined,
      );
    });
  });
}

const MAX_LINES = 12;

/**
 * The handlers that are missing, or still as `pnpm generate` has drafted them.
 *
 * @param folder the root of the repository.
 */
export async function unwrittenHandlers(
  folder: string,
  { root, handlers }: ReleasedContract,
): Promise<string[]> {
  if (handlers === undefined) return [];
  const { webhooks } = await readContract(join(folder, root));
  const found = await Promise.all(
    webhooks.map(async ({ eventType, module }) => {
      const file = `${handlers}/${module}.ts`;
      const text = await readFile(join(folder, file), 'utf8').catch(() => undefined);
      if (text === undefined)
        return `${file}: ${eventType} has no handler. Run \`pnpm generate\`, which drafts it, and write it.`;
      const line = text.split('\n').findIndex((each) => CALL.test(each));
      return line < 0 ? undefined : `${file}:${line + 1}: the handler of ${eventType} is not written yet.`;
    }),
  );
  return found.filter((each) => each !== undefined);
}

// The call in the draft of a handler, not a word in a comment.
const CALL = /^(?!\s*(?:\/\/|\*|\/\*)).*\bunwritten\s*[<(]/;
