import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { describe, expect, it } from 'vitest';

// Each program says in one line which Node it needs. What an old Node reads of it before that must be in syntax that it knows.

const root = fileURLToPath(new URL('..', import.meta.url));

interface Program {
  readonly args: readonly string[];
  readonly message: RegExp;
}

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

const needsWorkspaceNode = (version: string) =>
  new RegExp(`^expected Node 24, .* found Node ${version}: .*\\n$`);

const PROGRAMS = (version: string): readonly Program[] => [
  { args: ['apps/cli/bin/partner-webhooks.js'], message: needsWorkspaceNode(version) },
  { args: ['apps/receiver/dist/main.js'], message: needsWorkspaceNode(version) },
  {
    args: ['packages/codegen/bin/codegen.cjs'],
    message: new RegExp(`^codegen needs Node >=\\d+\\.\\d+\\.\\d+, and this is Node ${version}: .*\\n$`),
  },
  { args: ['tooling/program.cjs', 'tooling/start.ts'], message: needsWorkspaceNode(version) },
];

// What Node 14 knows, with `await` at the top level, which it has since 14.8.
const SYNTAX = { ecmaVersion: 2020, allowAwaitOutsideFunction: true, allowHashBang: true } as const;

describe('an old Node', () => {
  it.each(PROGRAMS('').map(({ args }) => args[0] ?? ''))('can read %s', (file) => {
    for (const read of filesReadBy(join(root, file))) expect(() => parsed(read), read).not.toThrow();
  });

  it.each(PROGRAMS('18.20.8'))('18 gets one line from $args.0', ({ args, message }) => {
    const pretend = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.8'}})`;
    expectOneLine(process.execPath, ['--import', `data:text/javascript,${pretend}`, ...args], message);
  });

  const nodes = process.env['OLD_NODES']?.split(delimiter) ?? [];
  it.each(nodes)('at %s gets one line from each program', (node) => {
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
    for (const { args, message } of PROGRAMS(version)) expectOneLine(node, args, message);
  });
});

it('each script of the repository that runs a program of Node runs it by the one that an old Node can read', () => {
  const commands = Object.values(scripts).flatMap((script) => script.split('&&').map((each) => each.trim()));
  const direct = commands.filter((command) => command.startsWith('node '));
  expect(direct.length).toBeGreaterThan(5);
  for (const command of direct)
    expect(command).toMatch(/^node (--conditions=source )?tooling\/program\.cjs /);
});

function expectOneLine(node: string, args: readonly string[], message: RegExp): void {
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: root, encoding: 'utf8' });
  expect(stderr).toMatch(message);
  expect([stdout, stderr.trimEnd().split('\n').length, status === 0]).toEqual(['', 1, false]);
}

/** A file and what it imports statically: that is read before its first statement runs. */
function filesReadBy(file: string): string[] {
  const imports = parsed(file).body.flatMap((node) =>
    node.type === 'ImportDeclaration' ? [String(node.source.value)] : [],
  );
  const { resolve } = createRequire(file);
  // The tests resolve packages to their sources; a program resolves them to what is built.
  const builtFile = (name: string) => resolve(name).replace(/\/src\/(.*)\.ts$/, '/dist/$1.js');
  return [file, ...imports.filter((name) => !name.startsWith('node:')).map(builtFile)];
}

function parsed(file: string) {
  const sourceType = file.endsWith('.cjs') ? 'script' : 'module';
  return parse(readFileSync(file, 'utf8'), { ...SYNTAX, sourceType });
}
