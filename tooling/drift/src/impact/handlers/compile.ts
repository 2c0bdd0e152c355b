import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FailingHandler } from './handler-check.ts';

/**
 * Compiles files with the generated package of types in `types/` of a temporary folder, whatever is installed.
 *
 * @param names the files, in `folder`.
 * @returns the errors by file, or why there was no compilation.
 */
export async function compile(
  folder: string,
  names: readonly string[],
  temporary: string,
): Promise<{ readonly errors: readonly FailingHandler[] } | { readonly failure: string }> {
  // The package of the handlers.
  const project = join(folder, '../..');
  const types = (path: string) => [join(temporary, 'types', path)];
  const config = {
    extends: join(project, 'tsconfig.json'),
    compilerOptions: {
      noEmit: true,
      typeRoots: [join(project, 'node_modules/@types')],
      paths: {
        '@partner-webhooks/types': types('index.d.ts'),
        '@partner-webhooks/types/validators': types('validators/index.d.ts'),
        '@partner-webhooks/types/validators/*': types('validators/*.d.ts'),
        '@partner-webhooks/types/date-time': types('validators/internal/date-time.d.ts'),
        '@partner-webhooks/types/json-pointer': types('validators/internal/json-pointer.d.ts'),
        '@partner-webhooks/types/request': types('validators/internal/request.d.ts'),
        '@partner-webhooks/types/parse': types('parse.d.ts'),
        '@partner-webhooks/types/headers': types('headers.d.ts'),
        '@partner-webhooks/types/guards': types('guards.d.ts'),
        '@partner-webhooks/types/values': types('values.d.ts'),
        '@partner-webhooks/types/meanings': types('meanings.d.ts'),
        '@partner-webhooks/types/examples': types('examples/index.d.ts'),
        '@partner-webhooks/types/examples/*': types('examples/*.d.ts'),
        '@partner-webhooks/types/openapi.json': types('openapi.json'),
      },
    },
    include: [],
    files: names.map((name) => join(folder, name)),
  };
  const file = join(temporary, 'tsconfig.json');
  await writeFile(file, JSON.stringify(config));
  const { output, failed } = await runCompiler(['--project', file, '--pretty', 'false'], temporary);
  const errors = errorsIn(output, folder, temporary);
  if (!failed || errors.length > 0) return { errors };
  return { failure: `the compiler says: ${output.trim().split('\n')[0] ?? 'nothing'}` };
}

const COMPILER = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin/tsc');

function runCompiler(args: readonly string[], cwd: string): Promise<{ output: string; failed: boolean }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [COMPILER, ...args],
      { cwd, maxBuffer: MAX_OUTPUT_BYTES },
      (error, stdout, stderr) => {
        done({ output: stdout || stderr || String(error?.message ?? ''), failed: error !== null });
      },
    );
  });
}

const MAX_OUTPUT_BYTES = 64 * 1_024 * 1_024;

/** The first error of each file in the folder. Errors elsewhere are those of another part. */
function errorsIn(output: string, folder: string, cwd: string): FailingHandler[] {
  const found = new Map<string, FailingHandler>();
  for (const [, path = '', line, message = ''] of output.matchAll(ERROR)) {
    const file = relative(folder, resolve(cwd, path));
    if (file.startsWith('..')) continue;
    const first = found.get(file) ?? {
      file: file.replaceAll(sep, '/'),
      line: Number(line),
      message,
      errors: 0,
    };
    found.set(file, { ...first, errors: first.errors + 1 });
  }
  return [...found.values()];
}

const ERROR = /^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/gm;
