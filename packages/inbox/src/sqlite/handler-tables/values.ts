import type { WriteValue } from '../../effects/write.ts';

/** By the names of the parameters, because `node:sqlite` takes `$1` for a name. SQLite has no booleans. */
export function namedValues(values: readonly WriteValue[]): Record<string, Exclude<WriteValue, boolean>> {
  return Object.fromEntries(
    values.map((value, index) => [`$${index + 1}`, typeof value === 'boolean' ? Number(value) : value]),
  );
}
