import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './workbench.ts';

const CODEGEN = fileURLToPath(new URL('../bin/codegen.cjs', import.meta.url));
const FULL = 'The output cannot be written: ENOSPC: no space left on device, write\n';
const DOCUMENT = `
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
webhooks:
  SOLD: { post: { requestBody: { content: { application/json: { schema: true } } }, responses: { 200: { description: Ok. } } } }
`;

/** Runs the command line of a shell, in which `codegen` is the program. */
function shell(cwd: string, line: string): Promise<{ code: number; out: string; err: string }> {
  const program = `codegen() { "${process.execPath}" "${CODEGEN}" "$@"; }; ${line}`;
  return new Promise((resolve) =>
    execFile('sh', ['-c', program], { cwd }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    ),
  );
}

// Linux has a file that is always full.
describe.runIf(process.platform === 'linux')('a program whose output cannot be written', () => {
  it.each([
    ['a full disk', 'codegen --help >/dev/full', { code: 2, out: '', err: FULL }],
    ['a full disk for messages', 'codegen --unknown 2>/dev/full', { code: 2, out: '', err: '' }],
    [
      'a reader that has ended',
      '{ codegen --help; echo "$?" >&2; } | true',
      { code: 0, out: '', err: '0\n' },
    ],
  ])('ends with one line and no stack trace: %s', async (_what, line, expected) => {
    expect(await shell('.', line)).toEqual(expected);
  });

  it.each([
    ['a full disk', '>/dev/full', { code: 2, out: '', err: expect.stringContaining(FULL) }],
    ['a reader that has ended', '| true', { code: 0, out: '' }],
  ])('generates all files with %s', async (_what, end, expected) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'shop.yaml'), DOCUMENT);
    expect(await shell(folder, `codegen generate shop.yaml --types generated ${end}`)).toMatchObject(
      expected,
    );
    for (const file of ['index.js', 'types.d.ts', 'validators/index.js'])
      expect(existsSync(join(folder, 'generated', file)), file).toBe(true);
  });
});
