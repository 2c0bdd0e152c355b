import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { ContractError } from './schema.ts';
import type { Tolerance } from './schemas/tolerance.ts';
import { absolutePath, shownPath } from './source-position.ts';

/** The name of the file with the settings, in the working directory. */
export const SETTINGS_FILE = 'codegen.config.yaml';

/** What can be set in a file as well as by options. */
export interface Settings {
  readonly document?: string;
  readonly types?: string;
  readonly receiver?: string;
  readonly handlers?: string;
  readonly api?: string;
  readonly overlays?: readonly string[];
  readonly network?: boolean;
  /** The command that the first line of generated files names. */
  readonly command?: string;
  /** The folder of the file. The first line of generated files names the document relative to it. */
  readonly folder?: string;
  readonly tolerance?: Tolerance;
  readonly jsonSchemas?: boolean;
}

/**
 * Reads a file of settings.
 *
 * @throws ContractError with all faults of the file, a line each, or if it cannot be read.
 */
export async function readSettings(file: string): Promise<Settings> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new ContractError(`${shownPath(file)}: ${error.message}`, { cause: error });
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
  const faults = document.errors.map(
    ({ linePos, message }) =>
      `${shownPath(file)}:${linePos?.[0].line ?? 1}: expected YAML: ${message.split('\n')[0]}`,
  );
  if (faults.length > 0) throw new ContractError(faults.join('\n'));
  const { contents } = document;
  if (contents === null) return {};
  if (!isMap(contents)) throw new ContractError(`${shownPath(file)}:1: expected a mapping of settings`);
  const values = new Map<string, unknown>();
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const line = lines.linePos((isScalar(key) && key.range?.[0]) || 0).line;
    const found: unknown = value === null ? null : JSON.parse(JSON.stringify(value));
    const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
    if (!setting) {
      const known = Object.keys(SETTINGS).join(', ');
      faults.push(`${shownPath(file)}:${line}: \`${name}\` is no setting; expected one of ${known}`);
    } else if (!setting.test(found)) {
      faults.push(
        `${shownPath(file)}:${line}: \`${name}\`: expected ${setting.text}, found ${JSON.stringify(found)}`,
      );
    } else values.set(name, found);
  }
  if (faults.length > 0) throw new ContractError(faults.join('\n'));
  return settingsOf(values, dirname(resolve(file)));
}

function settingsOf(values: ReadonlyMap<string, unknown>, folder: string): Settings {
  const path = (name: string) => {
    const value = values.get(name);
    return typeof value === 'string' ? { [name]: shownPath(absolutePath(value, folder)) } : {};
  };
  const tolerance = Object.fromEntries(
    TOLERANCE.flatMap((name) => (values.has(name) ? [[name, values.get(name)]] : [])),
  );
  return {
    ...path('document'),
    ...path('types'),
    ...path('receiver'),
    ...path('handlers'),
    ...path('api'),
    ...(values.has('overlays') && {
      overlays: (values.get('overlays') as readonly string[]).map((overlay) =>
        shownPath(absolutePath(overlay, folder)),
      ),
    }),
    ...(values.has('network') && { network: values.get('network') === true }),
    ...(values.has('jsonSchemas') && { jsonSchemas: values.get('jsonSchemas') === true }),
    ...(values.has('command') && { command: String(values.get('command')) }),
    folder,
    tolerance,
  };
}

const TOLERANCE = ['openEnums', 'openObjects', 'formats'] as const;

interface Setting {
  /** What is expected. */
  readonly text: string;
  readonly test: (value: unknown) => boolean;
}

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isListOf = (test: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(test);
const isPointer = (value: unknown) => typeof value === 'string' && value.startsWith('#/');

const PATH: Setting = { text: 'a path', test: isText };
const SWITCH: Setting = { text: '`true` or `false`', test: (value) => typeof value === 'boolean' };
const OPEN: Setting = {
  text: '`document`, `all`, `none`, or a list of JSON Pointers such as `#/components/schemas/Order`',
  test: (value) => value === 'document' || value === 'all' || value === 'none' || isListOf(isPointer)(value),
};

const SETTINGS: Readonly<Record<string, Setting>> = {
  document: PATH,
  types: PATH,
  receiver: PATH,
  handlers: PATH,
  api: PATH,
  overlays: { text: 'a list of paths', test: isListOf(isText) },
  command: {
    text: 'a command on one line',
    test: (value) => typeof value === 'string' && /^[^`\p{Cc}]*\S[^`\p{Cc}]*$/u.test(value),
  },
  network: SWITCH,
  jsonSchemas: SWITCH,
  openEnums: OPEN,
  openObjects: OPEN,
  formats: {
    text: '`assert`, `note`, or a list of the formats that are asserted',
    test: (value) => value === 'assert' || value === 'note' || isListOf(isText)(value),
  },
};

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS);
