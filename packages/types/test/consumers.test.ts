import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// A program outside of the workspace uses everything that the package offers. It compiles in strict mode with the checks of
// declarations on, and runs, whichever way its compiler finds modules.

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const { resolve } = createRequire(import.meta.url);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'types-consumers-'));
  // What is published, as npm would install it.
  const installed = join(folder, 'node_modules/@partner-webhooks/types');
  await cp(join(root, 'generated'), join(installed, 'generated'), { recursive: true });
  await cp(join(root, 'package.json'), join(installed, 'package.json'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** `module`, `moduleResolution`, and whether the program is a CommonJS or an ES module. */
const SETTINGS = [
  ['commonjs', 'node10', 'commonjs'],
  ['node16', 'node16', 'commonjs'],
  ['node16', 'node16', 'module'],
  ['nodenext', 'nodenext', 'commonjs'],
  ['nodenext', 'nodenext', 'module'],
  ['esnext', 'bundler', 'module'],
] as const;

// TypeScript 5 takes a second for each program.
const isLong = process.env['TYPES_CONSUMERS'] === 'all';

/** What is compiled by default. TypeScript 7 has no `node10` any more. */
const DEFAULT: Readonly<Record<string, (resolution: string, type: string) => boolean>> = {
  'typescript-5.4': (resolution) => resolution === 'node10',
  'typescript-5': (resolution, type) => resolution === 'node16' && type === 'commonjs',
  typescript: () => true,
};

describe.each([
  ['TypeScript 5.4', 'typescript-5.4'],
  ['TypeScript 5.9', 'typescript-5'],
  ['TypeScript 7', 'typescript'],
])('with %s', (_version, compiler) => {
  const settings = SETTINGS.filter(
    ([, resolution, type]) => isLong || DEFAULT[compiler]?.(resolution, type) === true,
  ).filter(([, resolution]) => compiler !== 'typescript' || resolution !== 'node10');
  it.each(settings)('module %s, moduleResolution %s, %s', async (module, moduleResolution, type) => {
    const project = join(folder, compiler, `${moduleResolution}-${type}`);
    await mkdir(project, { recursive: true });
    await cp(join(root, 'test/programs/receive.ts'), join(project, 'receive.ts'));
    await writeFile(join(project, 'package.json'), JSON.stringify({ type }));
    const compilerOptions = {
      ...{ module, moduleResolution, strict: true, exactOptionalPropertyTypes: true, types: [] },
      // Of the declarations, those of the package are checked.
      ...{ target: 'es2022', lib: ['es2022'], skipDefaultLibCheck: true },
    };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const tsc = join(dirname(resolve(`${compiler}/package.json`)), 'bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: project }).catch(
      (error) => error,
    );
    expect(stdout).toBe('');

    const printed = await run(process.execPath, [join(project, 'receive.js')]);
    expect(JSON.parse(printed.stdout)).toEqual([
      ...['TRANSFER_NOTIFICATION', '?', '✓', 'RECEIVED'],
      ...['0c9e8b7a-1d2f-4a3b-8c4d-5e6f7a8b9c0d', '5a4b3c2d-1e0f-4d9c-8b7a-6f5e4d3c2b1a', true],
      ...[
        '0c9e8b7a-1d2f-4a3b-8c4d-5e6f7a8b9c0d',
        'TRANSFER_NOTIFICATION',
        'Rejected; the error object says why.',
      ],
      ...[['a'], false, { ok: true, value: {} }, 'partner-webhooks', 'unknown event type "NOPE": exp'],
    ]);
    expect(printed.stderr).toBe('');
  });
});
