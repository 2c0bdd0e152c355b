import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Format } from './compiler/unit.ts';
import { isDate, isDateTime, isTime } from './runtime/date-time.ts';

// RFC 9562, section 4. The format of ajv-formats also accepts `urn:uuid:…`, a second name for the same subject.
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

// RFC 5321, section 4.1.2. The format of ajv-formats refuses quoted local parts and address literals.
const EMAIL =
  /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[ !#-[\]-~]|\\[ -~])*")@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*|\[(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|IPv6:[\da-f:.]{2,45})\])$/i;

// The formats of ajv-formats also accept a space for the `T` and an offset without minutes, which cannot be ordered by time.
const OWN_FORMATS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['date', isDate],
  ['date-time', isDateTime],
  ['time', isTime],
  ['email', EMAIL],
  ['uuid', UUID],
]);

type Check = RegExp | ((value: never) => boolean);

// Formats that give the meaning of a value, not its syntax: a `currency` is any JSON number.
const ANNOTATION_FORMATS: ReadonlySet<string> = new Set(['currency']);

/** How values of a format are checked; `undefined` if they are not. */
export function formatOf(name: string): Format | undefined {
  const check = checkOf(name);
  if (!check) return undefined;
  const isFunction = typeof check === 'function';
  const isRuntime = isFunction && OWN_FORMATS.has(name);
  return {
    identifier: isRuntime ? check.name : identifierOf(name),
    isFunction,
    isRuntime,
    type: typeOf(name),
  };
}

/** Whether a format is one that neither a check nor an agreement gives a meaning. */
export function isUnknownFormat(name: string): boolean {
  return !OWN_FORMATS.has(name) && !Object.hasOwn(fullFormats, name) && !ANNOTATION_FORMATS.has(name);
}

/** Whether the check of a format is a part of ajv-formats, whose license wants to be named. */
export function isFromAjvFormats(name: string): boolean {
  return !OWN_FORMATS.has(name);
}

/** The check itself. */
export function checkOf(name: string): Check | undefined {
  const own = OWN_FORMATS.get(name);
  if (own || !Object.hasOwn(fullFormats, name)) return own;
  const format: unknown = fullFormats[name as keyof typeof fullFormats];
  const check: unknown =
    typeof format === 'object' && format !== null && 'validate' in format ? format.validate : format;
  return check instanceof RegExp || typeof check === 'function' ? (check as Check) : undefined;
}

/** The source of a module that exports the checks of formats, each under its identifier. */
export function formatsSource(names: readonly string[]): string {
  const fromPackage = names.filter((name) => !(checkOf(name) instanceof RegExp));
  const exports = names.map((name) => {
    const check = checkOf(name);
    return `export const ${identifierOf(name)} = ${check instanceof RegExp ? check : fromAjvFormats(name)};`;
  });
  const imported = `import { fullFormats } from 'ajv-formats/dist/formats.js';`;
  return [...(fromPackage.length > 0 ? [imported] : []), ...exports].join('\n');
}

function fromAjvFormats(name: string): string {
  const member = `fullFormats[${JSON.stringify(name)}]`;
  return typeof fullFormats[name as keyof typeof fullFormats] === 'function' ? member : `${member}.validate`;
}

function typeOf(name: string): 'string' | 'number' {
  const format: unknown = fullFormats[name as keyof typeof fullFormats];
  return typeof format === 'object' && format !== null && 'type' in format && format.type === 'number'
    ? 'number'
    : 'string';
}

function identifierOf(name: string): string {
  return `format${name.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase())}`;
}
