import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkEntryPoints, packPackage, publintMessages } from '@partner-webhooks/test-package';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

let folder: string;
let tarball: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codegen-package-'));
  tarball = await packPackage(root, folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the packed generator', () => {
  it('passes publint', async () => {
    expect(await publintMessages(tarball)).toEqual([]);
  });

  it('passes are-the-types-wrong', async () => {
    expect(await checkEntryPoints(tarball, 'esm-only')).toContain('"@partner-webhooks/codegen/event-type"');
  });

  it('has its program, its sources for what it puts into generated packages, and nothing of the workspace', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball]);
    const files = stdout.split('\n').filter(Boolean);
    const top = new Set(files.map((file) => file.split('/')[1]));
    expect([...top].sort()).toEqual(['LICENSE', 'README.md', 'bin', 'dist', 'package.json', 'src']);
    await run('tar', ['-xzf', tarball, '-C', folder, 'package/package.json']);
    const packed = await readFile(join(folder, 'package/package.json'), 'utf8');
    expect(packed).not.toMatch(/workspace:|catalog:|"source"|"private"/);
  });
});

describe('the manifest of the generator', () => {
  // Not by `catalog:`, which only pnpm understands: `npm pack` gives a package that can be installed, too.
  it('names the versions of its dependencies that the workspace has', async () => {
    const { catalog } = parse(await readFile(join(root, '../../pnpm-workspace.yaml'), 'utf8'));
    const exact = Object.entries<string>(manifest.dependencies);
    for (const [name, version] of exact) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      // Two TypeScripts: docs/decisions/0002-two-typescripts.md.
      if (name !== 'typescript' && name in catalog) expect(version, name).toBe(catalog[name]);
    }
  });

  it('asks for no older Node than its dependencies do', async () => {
    const needed = numberOf(manifest.engines.node);
    for (const name of Object.keys(manifest.dependencies)) {
      const text = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');
      const range: string = JSON.parse(text).engines?.node ?? '>=0';
      // Of the alternatives, the one without an upper limit.
      const open = range.split('||').find((each) => /^>=\s*[\d.]+$/.test(each.trim())) ?? 'none';
      expect(needed, `${name}: ${range}`).toBeGreaterThanOrEqual(numberOf(open));
    }
  });
});

/** `>=22.12.0` as a number that can be compared. */
function numberOf(range: string): number {
  const [, major, minor = 0] = /^\s*>=\s*(\d+)(?:\.(\d+))?/.exec(range) ?? [];
  return Number(major) * 1000 + Number(minor);
}

describe('the program', () => {
  it.each(['10.24.1', '18.20.8', '20.19.6', '22.11.0'])(
    'says on Node %s which Node it needs, and ends with 2',
    async (version) => {
      const program = JSON.stringify(join(root, 'bin/codegen.cjs'));
      const script = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require(${program});`;
      const failure = await run(process.execPath, ['--eval', script]).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 2,
        stdout: '',
        stderr: `codegen needs Node >=22.12.0, and this is Node ${version}: install a later Node.\n`,
      });
    },
  );
});
