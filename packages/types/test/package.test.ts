import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  checkEntryPoints,
  installOffline,
  packPackage,
  publintMessages,
} from '@partner-webhooks/test-package';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const { resolve } = createRequire(import.meta.url);

let folder: string;
let tarball: string;
let consumer: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'types-package-'));
  tarball = await packPackage(root, folder);
  consumer = join(folder, 'consumer');
  await cp(join(root, 'test/consumer'), consumer, { recursive: true });
  const manifest = { name: 'consumer', private: true, type: 'module' };
  await writeFile(join(consumer, 'package.json'), JSON.stringify(manifest));
  await installOffline(tarball, consumer);
  await writeFile(join(consumer, 'mistake.ts'), MISTAKE);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const MISTAKE = `import type { Payload } from '@partner-webhooks/types';
export const price: Payload<'RE_TOKEN_PRICES'> = { regularToken: '1', premiumToken: 1 };\n`;

/** What a compiler says about the consumer and about the mistake beside it: it takes seconds, and compiles both at once. */
function compiled(compiler: string): Promise<string> {
  const tsc = join(dirname(resolve(`${compiler}/package.json`)), 'bin/tsc');
  const outcome =
    outcomes.get(compiler) ??
    run(process.execPath, [tsc, '-p', '.', '--outDir', compiler], { cwd: consumer }).then(
      () => '',
      ({ stdout }) => stdout,
    );
  outcomes.set(compiler, outcome);
  return outcome;
}

const outcomes = new Map<string, Promise<string>>();

describe('the packed package', () => {
  it('passes publint', async () => {
    expect(await publintMessages(tarball)).toEqual([]);
  });

  it('passes are-the-types-wrong', async () => {
    const report = await checkEntryPoints(tarball, 'strict');
    expect(report).toContain('"@partner-webhooks/types/validators"');
  });

  it('needs no other package', async () => {
    const installed = await readdir(join(consumer, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['@partner-webhooks']);
    expect(await readdir(join(consumer, 'node_modules/@partner-webhooks'))).toEqual(['types']);
  });

  it.each([
    ['TypeScript 7', 'typescript'],
    ['TypeScript 5.9', 'typescript-5'],
  ])('compiles in a consumer with %s, and the consumer runs', async (_version, compiler) => {
    expect((await compiled(compiler)).replace(/^mistake\.ts.*\n(?: .*\n)*/gm, '')).toBe('');
    const { stdout } = await run(process.execPath, [join(consumer, compiler, 'consumer.js')]);
    expect(JSON.parse(stdout)).toMatchObject({
      rejected: '/transferId',
      observed: '/status',
      tokens: ['transferId'],
      openapi: '3.1.0',
    });
  });

  it.each([
    ['TypeScript 7', 'typescript'],
    ['TypeScript 5.9', 'typescript-5'],
  ])('stops a consumer with a mistake, with %s', async (_version, compiler) => {
    expect(await compiled(compiler)).toMatch(/mistake\.ts.*TS2322/);
  });

  it('loads its validators where code generation from strings is forbidden', async () => {
    const script = `import { validate } from '@partner-webhooks/types/validators'; validate('RE_TOKEN_PRICES', {});`;
    const options = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', script];
    await expect(run(process.execPath, options, { cwd: consumer })).resolves.toMatchObject({ stderr: '' });
  });

  it('does not export its internal modules', async () => {
    const script = `import '@partner-webhooks/types/validators/internal/shared'`;
    const failure = run(process.execPath, ['--input-type=module', '--eval', script], { cwd: consumer });
    await expect(failure).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('is small', async () => {
    expect((await stat(tarball)).size).toBeLessThan(150_000);
  });
});
