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

  it.each([
    'packages/types/generated/index.js',
    'packages/admin-api/generated/types.d.ts',
    'apps/receiver/src/generated/handlers.ts',
  ])(
    '%s: a hand edit fails the test command, which shows it and says what to run',
    async (file) => {
      const { scripts } = JSON.parse(await readFile(join(copy.folder, 'package.json'), 'utf8'));
      expect(scripts.test).toMatch(/\bgenerate:check\b/);
      await appendFile(join(copy.folder, file), '// edited by hand\n');
      const { code, output } = await copy.run('turbo', ['run', 'generate:check', '--continue']);
      expect(code).not.toBe(0);
      expect(output).toContain('-// edited by hand');
      expect(output).toContain('Run `pnpm generate`');
    },
    60_000,
  );
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
