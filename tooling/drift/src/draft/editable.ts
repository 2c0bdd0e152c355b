import { isMap, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import { DraftError } from './change.ts';
import type { ContractFiles, Location } from './contract-files.ts';

// What an alias stands for may be used several times, and not everywhere for the same: a list of names that are required, for example.

/** The mapping at a location, for editing. @throws DraftError if something else is there, or an alias led there. */
export function mappingAt(files: ContractFiles, location: Location, what: string): YAMLMap {
  const { file, node } = location;
  rejectAlias(files, location, what);
  if (isMap(node)) return node;
  throw new DraftError(`${file}:${files.lineOf(location)}: expected a mapping as ${what}`);
}

/** The list at a location, for editing. @throws DraftError if something else is there, or an alias led there. */
export function listAt(files: ContractFiles, location: Location, what: string): YAMLSeq {
  const { file, node } = location;
  rejectAlias(files, location, what);
  if (isSeq(node)) return node;
  throw new DraftError(`${file}:${files.lineOf(location)}: expected a list as ${what}`);
}

function rejectAlias(files: ContractFiles, location: Location, what: string): void {
  const { file, alias } = location;
  if (alias === undefined) return;
  throw new DraftError(
    `${file}:${files.lineOf(location)}: \`${alias}\` makes this a part of ${what}, and perhaps of others: edit it by hand`,
  );
}
