import { posix } from 'node:path';
import type { Unit } from './compiler/unit.ts';

/** The runtime of the checks, and the formats. */
export const RUNTIME_FILE = 'internal/shared.js';

/**
 * The file of each unit.
 *
 * A schema that one payload uses is in the file of the payload. Others are in a file of their own if they are long, and
 * together if they are short: a program that loads all validators pays about half a millisecond for each file. A few short
 * ones are in the file of the runtime.
 *
 * @param payloads the units of the payloads, by the files of their validators.
 */
export function filesOf(payloads: ReadonlyMap<string, Unit>): ReadonlyMap<Unit, string> {
  const users = new Map<Unit, string[]>();
  for (const [file, payload] of payloads)
    for (const unit of unitsOf(payload)) users.set(unit, [...(users.get(unit) ?? []), file]);
  const short = new Set(
    [...users]
      .filter(([unit, files]) => files.length > 1 && charsOf(unit) < MIN_FILE_CHARS)
      .map(([unit]) => unit),
  );
  const together = fitIntoRuntime(short) ? RUNTIME_FILE : 'internal/schemas.js';
  const fileOf = (unit: Unit, [only = '', ...others]: readonly string[]): string => {
    if (others.length === 0) return only;
    return short.has(unit) ? together : `internal/schemas/${unit.name}.js`;
  };
  return new Map([...users].map(([unit, files]) => [unit, fileOf(unit, files)]));
}

/** Whether schemas are few, and use no others: the file of the runtime imports none. */
function fitIntoRuntime(units: ReadonlySet<Unit>): boolean {
  const chars = [...units].reduce((sum, unit) => sum + charsOf(unit), 0);
  const used = [...units].flatMap((unit) => [...unit.used.keys()]);
  return chars <= MAX_RUNTIME_CHARS && used.every((unit) => units.has(unit));
}

const MIN_FILE_CHARS = 2_000;
const MAX_RUNTIME_CHARS = 16_000;

function charsOf(unit: Unit): number {
  return unit.code.reduce((sum, code) => sum + code.length, 0);
}

/** A unit and all that it uses. */
export function unitsOf(unit: Unit): ReadonlySet<Unit> {
  const found = new Set([unit]);
  // A set also iterates over what is added to it meanwhile.
  for (const each of found) for (const used of each.used.keys()) found.add(used);
  return found;
}

/** The code of the units of a file, with its imports. */
export interface UnitsCode {
  readonly imports: string;
  readonly code: string;
  /** The identifiers that other files import. */
  readonly exports: readonly string[];
}

/**
 * The code of the units in a file.
 *
 * @param used what the file uses besides: identifiers with the files that export them.
 */
export function unitsIn(
  file: string,
  files: ReadonlyMap<Unit, string>,
  used: readonly (readonly [file: string, identifier: string])[] = [],
): UnitsCode {
  const units = [...files].filter(([, each]) => each === file).map(([unit]) => unit);
  const names = new Map<string, Set<string>>();
  const use = (from: string, identifiers: Iterable<string>) => {
    if (from !== file) names.set(from, new Set([...(names.get(from) ?? []), ...identifiers]));
  };
  for (const [from, identifier] of used) use(from, [identifier]);
  for (const unit of units) {
    use(RUNTIME_FILE, [...unit.runtimeNames, ...unit.formats.keys()]);
    for (const [other, identifiers] of unit.used) use(files.get(other) ?? '', identifiers);
  }
  return {
    imports: imports(file, names),
    code: units.flatMap((unit) => unit.code).join('\n'),
    exports: units.flatMap((unit) => [...unit.exported]).sort(),
  };
}

/** Import declarations, sorted, for a file that uses names of others. */
function imports(file: string, names: ReadonlyMap<string, ReadonlySet<string>>): string {
  return [...names]
    .filter(([, used]) => used.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, used]) => `import { ${[...used].sort().join(', ')} } from "${relative(file, from)}";`)
    .join('\n');
}

function relative(file: string, to: string): string {
  const path = posix.relative(posix.dirname(file), to);
  return path.startsWith('.') ? path : `./${path}`;
}
