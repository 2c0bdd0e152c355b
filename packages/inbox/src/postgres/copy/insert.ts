import type { CopiedRow } from '../../copy/copied-table.ts';
import type { CopySource } from '../../copy/ports.ts';
import { bigints, booleans, byteArrays, texts, uuids } from '../connection/array-parameter.ts';
import { type Derivable, derivable } from './derived.ts';
import type { Layout, Part } from './layout.ts';

/** One statement for each table, with an array for each column. */
export function insertParts(
  { copied, parts }: Layout,
  rows: readonly CopiedRow[],
  fingerprint: CopySource['fingerprint'],
): { readonly text: string; readonly values: readonly Buffer[] }[] {
  if (rows.length === 0) return [];
  const derived = rows.map((row) => derivable(copied, row, fingerprint));
  return parts.map((part) => ({
    text: insertText(part),
    values: part.columns.map(({ type, value }) =>
      arrayOf(
        type,
        typeof value === 'number'
          ? rows.map((row) => row[value] ?? null)
          : derived.map((each: Derivable) => value(each)),
      ),
    ),
  }));
}

function insertText({ table, columns }: Part): string {
  const names = columns.map(({ name }) => name);
  const parameters = columns.map(({ type }, index) => `$${index + 1}::${parameterType(type)}[]`);
  const selected = columns.map(({ name, type }) =>
    type === parameterType(type) ? name : `${name}::${type}`,
  );
  return `
    INSERT INTO ${table} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
    SELECT ${selected.join(', ')} FROM unnest(${parameters.join(', ')}) AS row (${names.join(', ')})`;
}

/** The type of the elements of the array for a column of a type: texts and numbers are converted by the server. */
function parameterType(type: string): string {
  if (type === 'integer') return 'bigint';
  return ARRAYS.has(type) ? type : 'text';
}

const ARRAYS = new Set(['bigint', 'boolean', 'bytea', 'text', 'uuid']);

/** The array for a column. All values are of the type of the column. */
function arrayOf(type: string, values: readonly unknown[]): Buffer {
  switch (parameterType(type)) {
    case 'bigint':
      return bigints(values as (bigint | null)[]);
    case 'boolean':
      return booleans(values as boolean[]);
    case 'bytea':
      return byteArrays(values as (Uint8Array | null)[]);
    case 'uuid':
      return uuids(values as string[]);
    default:
      return texts(values as (string | null)[]);
  }
}
