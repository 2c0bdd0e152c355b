import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Copy, copyRepository } from './copy.ts';

let copy: Copy;
beforeAll(async () => {
  copy = await copyRepository();
});
afterAll(() => copy?.remove());

describe('generated files', () => {
  it('are the same bytes after `generate` as before', async () => {
    const before = await checksums();
    const { code, output } = await copy.run('turbo', ['run', 'generate', '--force']);
    expect(code, output).toBe(0);
    expect(output).not.toContain('warning:');
    expect(Object.keys(before).length).toBeGreaterThan(10);
    expect(await checksums()).toEqual(before);
  });

  it('edited by hand fail the test command, which shows each edit and says what to run', async () => {
    const edited = [
      'packages/types/generated/index.js',
      'packages/admin-api/generated/types.d.ts',
      'apps/receiver/src/generated/handlers.ts',
    ];
    const { scripts } = JSON.parse(await readFile(join(copy.folder, 'package.json'), 'utf8'));
    expect(scripts.test).toMatch(/\bgenerate:check\b/);
    await Promise.all(
      edited.map((file, n) => appendFile(join(copy.folder, file), `// edited by hand: ${n}\n`)),
    );
    const { code, output } = await copy.run('turbo', ['run', 'generate:check', '--continue']);
    expect(code).not.toBe(0);
    for (const n of edited.keys()) expect(output).toContain(`-// edited by hand: ${n}`);
    expect(output.match(/Run `pnpm generate`/g)).toHaveLength(edited.length);
  });
});

async function checksums(): Promise<Record<string, string>> {
  const files = globSync(['packages/*/generated/**', 'apps/*/src/generated/**'], {
    cwd: copy.folder,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const entries = files.map(async (file) => [
    file,
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}
