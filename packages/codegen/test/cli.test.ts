import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { run } from '../src/program.ts';
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

  it('names the handler of a webhook that is gone, and where its code belongs after a renaming', async () => {
    const folder = await project();
    const handlers = join(folder, 'src/handlers');
    const warned = async (document: object, ...options: string[]) => {
      const file = join(folder, 'openapi.yaml');
      await writeFile(file, stringify(document));
      const written: string[] = [];
      const args = ['generate', file, '--receiver', join(folder, 'src/generated'), '--handlers', handlers];
      await run([...args, ...options], { out: () => undefined, err: (text) => written.push(text) });
      return written.join('');
    };
    const orphan = `warning: ${handlers}/price.ts handles PRICE, which the contract does not have.`;
    await writeFile(join(handlers, 'fund.ts'), "const handle: Handler<'FUND'> = async () => {};\n");
    const without = documentOf({ FUND: fund('a') });
    expect(await warned(without)).toBe(`${orphan} If it was removed, delete the file.\n`);
    const renamed = documentOf({ FUND: fund('a'), RATE: fund('b') });
    const advice = `${orphan} If it was renamed, move its code to rate.ts; if it was removed, delete the file.\n`;
    expect(await warned(renamed)).toBe(advice);
    expect(await warned(renamed, '--check')).toBe(advice);
    await rm(join(handlers, 'price.ts'));
    expect(await warned(renamed)).toBe('');
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
    [['generate'], "error: missing required argument 'openapi.yaml'"],
    [['generate', 'openapi.yaml'], 'error: nothing to generate: expected --types, --receiver or --api'],
    [['generate', 'openapi.yaml', 'other.yaml', '--types', 'types'], 'error: too many arguments'],
    [['generate', 'openapi.yaml', '--types'], "error: option '--types <folder>' argument missing"],
    [['generate', 'openapi.yaml', '--types', 'types', '--unknown'], "error: unknown option '--unknown'"],
    [['paint', 'openapi.yaml'], "error: unknown command 'paint'"],
    [['generate', 'nowhere.yaml', '--types', 'types'], 'nowhere.yaml'],
  ])('%j ends with 2 and a sentence', async (args, expected) => {
    const { code, stdout, stderr } = await codegen(await temporaryFolder(), ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('    at ');
  });

  it.each([[['--help']], [['generate', '--help']]])('%j prints the usage', async (args) => {
    expect(await codegen(await temporaryFolder(), ...args)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: codegen /),
      stderr: '',
    });
  });
});

describe('codegen, with an invalid contract', () => {
  it('ends with 2, and names each fault with file, line and pointer', async () => {
    const folder = await temporaryFolder();
    const schema = { properties: { a: { type: 5 }, b: { pattern: '(' } } };
    await writeFile(join(folder, 'openapi.yaml'), stringify(documentOf({ FUND: schema })));
    const { code, stdout, stderr } = await codegen(folder, 'generate', 'openapi.yaml', '--types', 'types');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^openapi\.yaml:\d+: `type`: expected .*\/properties\/a\/type\)$/m);
    expect(stderr).toMatch(/^openapi\.yaml:\d+: `pattern`: expected .*\/properties\/b\/pattern\)$/m);
    expect(stderr).not.toContain('    at ');
  });
});

describe('a bug in codegen', () => {
  it.each([new TypeError('not a function'), new Error('not expected')])(
    'ends with 70 and its stack: %s',
    async (bug) => {
      const folder = await project();
      let err = '';
      const code = await run(['generate', join(folder, 'openapi.yaml'), '--types', join(folder, 'types')], {
        out: () => {
          throw bug;
        },
        err: (text) => {
          err += text;
        },
      });
      expect(code).toBe(70);
      expect(err).toContain(`This is a bug in codegen.\n${bug.name}: ${bug.message}\n    at `);
    },
  );
});
