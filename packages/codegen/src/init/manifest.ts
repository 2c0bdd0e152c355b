import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Node, ObjectLiteralExpression, PropertyAssignment, SourceFile } from 'typescript';
import { ts } from '../typescript.ts';

/**
 * Adds the missing scripts to `package.json`, which keeps its formatting. Without the file, one is written.
 *
 * @returns what was done, a line each.
 */
export async function addScripts(folder: string): Promise<string[]> {
  const file = join(folder, MANIFEST);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    const manifest = { name: nameOf(folder), private: true, type: 'module', scripts: SCRIPTS };
    await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`, { flag: 'wx' });
    return [`  written  ${MANIFEST}`];
  }
  const scripts = scriptsIn(text);
  if (scripts === undefined)
    return [`  kept     ${MANIFEST}: expected a JSON object with \`scripts\`; no script was added`];
  const different = Object.entries(SCRIPTS).filter(
    ([name, command]) => name in scripts && scripts[name] !== command,
  );
  const missing = Object.entries(SCRIPTS).filter(([name]) => !(name in scripts));
  if (missing.length > 0) await writeFile(file, withScripts(text, missing));
  const names = missing.map(([name]) => name).join(', ');
  return [
    missing.length > 0 ? `  changed  ${MANIFEST}: added the scripts ${names}` : `  kept     ${MANIFEST}`,
    ...different.map(
      ([name, command]) => `  kept     ${MANIFEST}: its script ${name}; codegen would have \`${command}\``,
    ),
  ];
}

/** The packages that a project needs for its scripts and its first receiver, and does not name. */
export async function missingPackages(folder: string): Promise<string[]> {
  const manifest = await parsed(folder);
  const named = new Set(
    ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((key) =>
      Object.keys(Object(manifest?.[key])),
    ),
  );
  return PACKAGES.filter((name) => !named.has(name));
}

const MANIFEST = 'package.json';
const PACKAGES = ['@partner-webhooks/codegen', 'typescript', '@types/node'];
const SCRIPTS: Readonly<Record<string, string>> = {
  generate: 'codegen generate',
  'generate:check': 'codegen generate --check',
  'generate:watch': 'codegen generate --watch',
};

async function parsed(folder: string): Promise<Record<string, unknown> | undefined> {
  try {
    return JSON.parse(withoutMark(await readFile(join(folder, MANIFEST), 'utf8')));
  } catch {
    return undefined;
  }
}

function scriptsIn(text: string): Record<string, unknown> | undefined {
  try {
    const manifest: unknown = JSON.parse(withoutMark(text));
    if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) return undefined;
    const scripts: unknown = 'scripts' in manifest ? manifest.scripts : {};
    const isObject = typeof scripts === 'object' && scripts !== null && !Array.isArray(scripts);
    return isObject ? (scripts as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Inserts scripts after the last one, in the style of the file. */
function withScripts(text: string, added: readonly (readonly [string, string])[]): string {
  const source = ts.parseJsonText(MANIFEST, text);
  const root = objectOf(source.statements[0]?.expression);
  if (!root) return text;
  const scripts = root.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && nameOfProperty(property) === 'scripts' ? [property.initializer] : [],
  );
  const object = objectOf(scripts[0]);
  const style = styleOf(source, root);
  const members = added.map(([name, command]) => `${JSON.stringify(name)}: ${JSON.stringify(command)}`);
  if (object) return withMembers(source, object, members, style);
  const { eol, unit, isOneLine } = style;
  const value = isOneLine
    ? `{ ${members.join(', ')} }`
    : `{${members.map((each) => `${eol}${unit}${unit}${each}`).join(',')}${eol}${unit}}`;
  return withMembers(source, root, [`"scripts": ${value}`], style);
}

interface Style {
  readonly eol: string;
  /** The indentation of one level. */
  readonly unit: string;
  readonly isOneLine: boolean;
}

function styleOf(source: SourceFile, root: ObjectLiteralExpression): Style {
  const [first] = root.properties;
  const unit = first ? indentationAt(source.text, first.getStart(source)) : '  ';
  return {
    eol: source.text.includes('\r\n') ? '\r\n' : '\n',
    unit: unit ?? '  ',
    isOneLine: unit === undefined,
  };
}

/** The text with members at the end of an object. */
function withMembers(
  source: SourceFile,
  object: ObjectLiteralExpression,
  members: readonly string[],
  { eol, unit }: Style,
): string {
  const { text } = source;
  const last = object.properties.at(-1);
  if (last) {
    const indentation = indentationAt(text, last.getStart(source));
    const separator = indentation === undefined ? ', ' : `,${eol}${indentation}`;
    const end = last.getEnd();
    return text.slice(0, end) + members.map((each) => separator + each).join('') + text.slice(end);
  }
  const start = object.getStart(source);
  const outer = /^[^\S\n\r]*/.exec(text.slice(text.lastIndexOf('\n', start) + 1))?.[0] ?? '';
  const lines = members.map((each) => `${eol}${outer}${unit}${each}`).join(',');
  return `${text.slice(0, start)}{${lines}${eol}${outer}}${text.slice(object.getEnd())}`;
}

/** What is before a place on its line, if that is only white space and the line is not the first one. */
function indentationAt(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(start, offset);
  return start > 0 && before.trim() === '' ? before : undefined;
}

function objectOf(node: Node | undefined): ObjectLiteralExpression | undefined {
  return node && ts.isObjectLiteralExpression(node) ? node : undefined;
}

function nameOfProperty({ name }: PropertyAssignment): string {
  return ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : '';
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** The name of a package: that of its folder, in the characters that names of packages can have. */
function nameOf(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z\d._-]+/g, '-');
  return name.replace(/^[-._]+|-+$/g, '') || 'webhooks';
}
