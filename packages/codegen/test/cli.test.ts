import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { documentOf, temporaryFolder } from './workbench.ts';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function codegen(folder: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

const ALL = ['openapi.yaml', '--types', 'types', '--receiver', 'src/generated', '--handlers', 'src/handlers'];
const generate = (folder: string, ...options: string[]) => codegen(folder, 'generate', ...ALL, ...options);

let generated: string;
beforeAll(async () => {
  // The name of the folder is in what is generated.
  generated = join(await mkdtemp(join(tmpdir(), 'codegen-')), 'project');
  await mkdir(generated);
  const document = documentOf({ FUND: fund('a'), PRICE: fund('b') });
  await writeFile(join(generated, 'openapi.yaml'), stringify(document));
  expect(await generate(generated)).toMatchObject({ code: 0, stderr: '' });
});
afterAll(() => rm(dirname(generated), { recursive: true }));

/** A project in which everything has been generated: a copy for one test. */
async function project(): Promise<string> {
  const folder = join(await temporaryFolder(), 'project');
  await cp(generated, folder, { recursive: true });
  return folder;
}

function fund(property: string) {
  return { type: 'object', properties: { [property]: { type: 'string' } } };
}

describe('codegen generate', () => {
  it('writes all files, and finds them up to date afterwards', async () => {
    const folder = await project();
    expect((await readdir(folder, { recursive: true })).sort()).toMatchSnapshot();
    expect(await generate(folder, '--check')).toMatchObject({ code: 0, stderr: '' });
    expect((await generate(folder)).stdout.match(/up to date/g)).toHaveLength(3);
  });

  it('never overwrites a handler', async () => {
    const folder = await project();
    const handler = join(folder, 'src/handlers/fund.ts');
    await writeFile(handler, '// mine\n');
    await generate(folder);
    expect(await readFile(handler, 'utf8')).toBe('// mine\n');
    expect(await generate(folder, '--check')).toMatchObject({ code: 0 });
  });

  it('removes what it generated for a webhook that is gone, and nothing else', async () => {
    const folder = await project();
    await writeFile(join(folder, 'types/validators/mine.js'), '// mine\n');
    await writeFile(join(folder, 'openapi.yaml'), stringify(documentOf({ FUND: fund('a') })));
    const { stderr } = await generate(folder, '--check');
    expect(stderr).toContain('types/validators/price.js');
    await generate(folder);
    const left = await readdir(join(folder, 'types/validators'));
    expect(left).not.toContain('price.js');
    expect(left).toContain('mine.js');
    expect(await readdir(join(folder, 'src/handlers'))).toContain('price.ts');
  });
});

describe('codegen generate --check', () => {
  it('shows the difference and the command when a file was edited by hand', async () => {
    const folder = await project();
    await appendFile(join(folder, 'types/index.js'), 'export const mine = 1;\n');
    const { code, stderr } = await generate(folder, '--check');
    expect(code).toBe(1);
    expect(stderr).toContain('-export const mine = 1;');
    expect(stderr).toContain('Run `pnpm generate`');
    expect(await readFile(join(folder, 'types/index.js'), 'utf8')).toContain('mine');
  });

  it('shows the difference when the contract has changed', async () => {
    const folder = await project();
    await writeFile(
      join(folder, 'openapi.yaml'),
      stringify(documentOf({ FUND: fund('renamed'), PRICE: fund('b') })),
    );
    const { code, stderr } = await generate(folder, '--check');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^-\s+a\?: string;$/m);
    expect(stderr).toMatch(/^\+\s+renamed\?: string;$/m);
  });

  it('names a handler that is missing', async () => {
    const folder = await project();
    await rm(join(folder, 'src/handlers/price.ts'));
    expect(await generate(folder, '--check')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('missing: src/handlers/price.ts'),
    });
  });
});

describe('codegen, used wrongly', () => {
  it.each([
    [[], 'Usage:'],
    [['generate'], 'Usage:'],
    [['generate', 'openapi.yaml'], 'Usage:'],
    [['generate', 'openapi.yaml', '--types', 'types', '--unknown'], '--unknown'],
    [['generate', 'nowhere.yaml', '--types', 'types'], 'nowhere.yaml'],
  ])('%j ends with 2 and a sentence', async (args, expected) => {
    const { code, stderr } = await codegen(await temporaryFolder(), ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('    at ');
  });

  it('shows its usage when asked', async () => {
    expect(await codegen(await temporaryFolder(), '--help')).toMatchObject({ code: 0, stderr: '' });
  });
});
