import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** The version of each package, as it is installed for `from`: the file that imports it. */
export function versions(packages: readonly string[], from: string): Record<string, string> {
  return Object.fromEntries(packages.map((name) => [name, versionOf(name, from)]));
}

function versionOf(name: string, from: string): string {
  const file = findPackageJSON(name, from);
  if (!file) throw new Error(`${name} is not installed`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
