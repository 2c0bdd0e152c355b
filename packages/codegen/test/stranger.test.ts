import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  installFromRegistry,
  installOffline,
  linkInstalled,
  nodeOfVersion,
  packPackage,
} from '@partner-webhooks/test-package';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The journey of the README, by a person who has a document and nothing else: install, init, generate, compile, run. By default
// the packages that the generator depends on are linked, and this Node is tried. `PACKAGE_NODES=all` installs everything with
// npm, and tries the Nodes that the packages name in `engines`.

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const isLong = process.env['PACKAGE_NODES'] === 'all';
const GENERATOR_NODES = isLong ? ['22.12.0', '22.23.3', '24.21.0', '26.12.1'] : [undefined];
const GENERATED_NODES = isLong ? ['20.19.0', '22.12.0', '24.21.0', '26.12.1'] : [undefined];

/** A project with a document, before anything is installed: as `npm init` makes it and, in the long form, of ES modules. */
const PROJECTS = [
  { kind: 'CommonJS', manifest: { name: 'shop', private: true, type: 'commonjs' } },
  ...(isLong ? [{ kind: 'ES modules', manifest: { name: 'shop', private: true, type: 'module' } }] : []),
];

let folder: string;
let tarball: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stranger-'));
  const target = join(folder, 'tarball');
  await mkdir(target);
  if (isLong) {
    // As it is packed without pnpm, too.
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', target], { cwd: root });
    const [name = ''] = await readdir(target);
    tarball = join(target, name);
  } else {
    tarball = await packPackage(root, target);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The environment in which `node` is the given one. */
async function environmentOf(version: string | undefined): Promise<NodeJS.ProcessEnv> {
  const bin = version === undefined ? dirname(process.execPath) : await nodeOfVersion(version, folder);
  return { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
}

const README = readFileSync(join(root, 'README.md'), 'utf8');
const DOCUMENT = 'node_modules/@scalar/galaxy/dist/3.1.yaml';
const BLOCKS = [...README.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({
  language,
  text,
}));

/** The first block of a language. */
function blockOf(language: string): string {
  return BLOCKS.find((block) => block.language === language)?.text ?? '';
}

/** The block that begins with the name of a file. */
function fileOf(name: string): string {
  const block = BLOCKS.find(({ text }) => [`# ${name}`, `// ${name}`].includes(text.split('\n')[0] ?? ''));
  if (!block) throw new Error(`README.md has no block that begins with ${name}`);
  return block.text;
}

/** A command, if the README has it. */
function lineOf(command: string): string {
  const isThere = BLOCKS.some(
    ({ language, text }) => language === 'sh' && text.split('\n').includes(command),
  );
  if (!isThere) throw new Error(`README.md does not say: ${command}`);
  return command;
}

const cases = GENERATOR_NODES.flatMap((node) => PROJECTS.map((project) => ({ ...project, node })));

describe.each(cases)('with a document, in a project of $kind, on Node $node', ({ kind, manifest, node }) => {
  let project: string;
  let env: NodeJS.ProcessEnv;
  let receiver: ChildProcess | undefined;
  /** Runs a line of the README. Starting npm takes as long as the program, so that only the long form does it. */
  const command = async (line: string) => {
    const [first = '', second = '', ...others] = line.split(' ');
    const { scripts } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
    const direct = { npx: [second, ...others], npm: String(scripts?.[others[0] ?? '']).split(' ') };
    const isShort = first === 'npx' || first === 'npm';
    const words = isShort && !isLong ? direct[first] : [first, second, ...others];
    const path = `${join(project, 'node_modules/.bin')}${delimiter}${env['PATH']}`;
    return run(words[0] ?? '', words.slice(1), { cwd: project, env: { ...env, PATH: path } });
  };

  beforeAll(async () => {
    project = join(folder, `${kind.replace(' ', '-')}-${node ?? 'this'}`);
    await mkdir(project);
    env = await environmentOf(node);
    await writeFile(join(project, 'package.json'), JSON.stringify(manifest, null, 2));
    if (isLong) await installFromRegistry([tarball, 'typescript', '@types/node'], project, env);
    else
      await linkInstalled(tarball, project, root, {
        typescript: dirname(resolve('typescript-7/package.json')),
        '@types/node': dirname(resolve('@types/node/package.json')),
        '.bin/tsc': join(dirname(resolve('typescript-7/package.json')), 'bin/tsc'),
      });
    // As the package has it of which the README speaks.
    const document = join(project, DOCUMENT);
    await mkdir(dirname(document), { recursive: true });
    await cp(join(root, 'test/fixtures/scalar-galaxy-0.2.20/openapi.yaml'), document);
  });
  afterAll(() => void receiver?.kill());

  it('codegen init sets it up, and generate writes the code', async () => {
    const { stdout } = await command(lineOf(`npx codegen init ${DOCUMENT}`));
    expect(stdout).toContain('Decide what 3.1.overlay.yaml asks.');
    for (const name of ['3.1.overlay.yaml', 'src/planets.ts', 'src/validate.mts'])
      await writeFile(join(project, name), fileOf(name));
    const { stderr } = await command(lineOf('npm run generate'));
    expect(stderr).toMatch(/^warning: \S+3\.1\.yaml:372: .* `application\/xml` is left out/);
    expect(await readFile(join(project, 'generated/index.js'), 'utf8')).toMatch(
      /^\/\/ Generated by codegen from node_modules\S+3\.1\.yaml\. .* run `npm run generate`\.\n/,
    );
  });

  it('the code compiles, without skipLibCheck', async () => {
    expect(await command(lineOf('npx tsc'))).toMatchObject({ stdout: '' });
  });

  it('the receiver answers as the document says, and accepts what the platform adds', async () => {
    const [program = '', ...args] = lineOf('node dist/receiver.js').split(' ');
    receiver = spawn(program, args, { cwd: project, env: { ...env, PORT: '0' } });
    let output = '';
    for (const stream of [receiver.stdout, receiver.stderr])
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    await expect.poll(() => output, { interval: 20 }).toMatch(/port: \d+/);
    const [, port] = /port: (\d+)/.exec(output) ?? [];
    const send = async (path: string, body: string) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
      return [response.status, await response.text()];
    };
    const [, accepted = '', , rejected = ''] =
      /A body `(.*)` is accepted, with the observation `(.*)` at[\s\S]*?body\s+`(.*)` is refused/.exec(
        README,
      ) ?? [];
    expect(await send('/planets', accepted)).toEqual([200, '']);
    await expect.poll(() => output).toContain('unknown-property /moons');
    const [status, error] = await send('/planets', rejected);
    expect(status).toBe(400);
    expect(JSON.parse(String(error))).toMatchObject(JSON.parse(blockOf('json')));
    expect((await send('/other', '{}'))[0]).toBe(404);
    // Node 22.12 warns that it loads ES modules from CommonJS.
    expect(output).not.toContain('MODULE_TYPELESS_PACKAGE_JSON');
  });

  it('the function of the README does the same with the requests of the platform', async () => {
    const program = `
      import { receive } from './dist/planets.js';
      const headers = { 'content-type': 'application/json' };
      const request = (body) => new Request('http://example.com/planets', { method: 'POST', headers, body });
      await receive(request('{ "id": 1, "name": "Mars", "moons": 2 }'));
      console.log((await receive(request('{}'))).status);`;
    const { stdout, stderr } = await run('node', ['--input-type=module', '--eval', program], {
      cwd: project,
      env,
    });
    expect(stdout).toBe('Mars has the number 1.\n400\n');
    // Node 22.12 warns that it loads ES modules from CommonJS.
    expect(stderr.split('\n')[0]).toBe('new: unknown-property at /moons');
  });
});

describe.each(GENERATED_NODES)('the generated files as a package, on Node %s', (node) => {
  it('are installed by npm, and run as ES modules and as CommonJS', async () => {
    const env = await environmentOf(node);
    const source = join(folder, `package-${node ?? 'this'}`);
    await cp(join(folder, `CommonJS-${GENERATOR_NODES[0] ?? 'this'}`, 'generated'), source, {
      recursive: true,
    });
    const manifest = { name: 'shop-webhooks', version: '1.0.0', type: 'module', exports: { './*': './*' } };
    await writeFile(join(source, 'package.json'), JSON.stringify(manifest));
    await run('npm', ['pack', '--pack-destination', source], { cwd: source });
    const consumer = join(folder, `consumer-${node ?? 'this'}`);
    await mkdir(consumer);
    await writeFile(join(consumer, 'package.json'), '{}');
    await installOffline(join(source, 'shop-webhooks-1.0.0.tgz'), consumer);
    const program = `console.log(process.version, validate('PLANET_DISCOVERED', { id: 1 }).violations[0].pointer);`;
    const programs = {
      'a.mjs': `import { validate } from 'shop-webhooks/validators/index.js';\n${program}`,
      'a.cjs': `const { validate } = require('shop-webhooks/validators/index.cjs');\n${program}`,
    };
    for (const [name, program] of Object.entries(programs)) {
      await writeFile(join(consumer, name), program);
      const { stdout } = await run('node', [name], { cwd: consumer, env });
      expect(stdout).toBe(`v${node ?? process.versions.node} /name\n`);
    }
  });
});
