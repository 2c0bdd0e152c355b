import { capitalize } from '../../event-type.ts';

/**
 * A name of letters and digits for each schema: for identifiers and for files, also on systems that ignore case. Names that
 * differ only in other characters get numbers.
 */
export function uniqueNames(schemaNames: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>(RESERVED_FILE_NAMES);
  return new Map(
    schemaNames.map((schemaName) => {
      const words = schemaName.split(/[^A-Za-z0-9]+/).map(capitalize);
      const name = words.join('') || 'Schema';
      let unique = name;
      // Two underscores: with one and a number, units name what is inside them.
      for (let number = 2; taken.has(unique.toLowerCase()); number += 1) unique = `${name}__${number}`;
      taken.add(unique.toLowerCase());
      return [schemaName, unique];
    }),
  );
}

// Windows has no files of these names.
const RESERVED_FILE_NAMES = [
  ...['con', 'prn', 'aux', 'nul'],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((number) => [`com${number}`, `lpt${number}`]),
];
