import { hash } from 'node:crypto';

/** A table as it is copied: by the names of its columns in the target. */
export interface CopiedTable {
  readonly name: string;
  /** The names of the columns by which its rows are ordered and found. */
  readonly key: readonly string[];
  readonly columns: readonly CopiedColumn[];
}

/** A column of a {@link CopiedTable}. */
export interface CopiedColumn {
  readonly name: string;
  readonly kind: 'integer' | 'text' | 'bytes';
}

/** A value of a column. A text is written as the target stores it. */
export type CopiedValue = bigint | string | Uint8Array | null;

/** A row, in the order of the columns. */
export type CopiedRow = readonly CopiedValue[];

/** The values of the key of a row. */
export type CopiedKey = readonly CopiedValue[];

/** Rows that follow each other, and the part of the table that they fill. */
export interface Chunk {
  /** The key after which the part begins; absent for the beginning of the table. */
  readonly after?: CopiedKey;
  /** The last key of the part; absent for the end of the table. */
  readonly last?: CopiedKey;
  readonly rows: readonly CopiedRow[];
}

/** The key of a row. */
export function keyOf({ key, columns }: CopiedTable, row: CopiedRow): CopiedKey {
  return key.map((name) => row[columns.findIndex((column) => column.name === name)] ?? null);
}

/** Compares two keys of a table: numbers by value, texts by their bytes in UTF-8. */
export function compareKeys(a: CopiedKey, b: CopiedKey): number {
  for (const [index, value] of a.entries()) {
    const order = compareValues(value, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: CopiedValue, b: CopiedValue): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  throw new TypeError(`expected keys of numbers and texts, found ${typeof a} and ${typeof b}`);
}

/** The length of {@link hashOfRow}. */
export const ROW_HASH_BYTES = 32;

/**
 * SHA-256 of a row: of the values one after the other, a number as `5;`, a text as `<bytes in UTF-8>:<text>`, bytes as the
 * digits of their SHA-256, and NULL as `~`. A target computes the same from its own columns.
 */
export function hashOfRow(row: CopiedRow): Buffer {
  return hash('sha256', row.map(hashedText).join(''), 'buffer');
}

function hashedText(value: CopiedValue): string {
  if (value === null) return '~';
  if (typeof value === 'bigint') return `${value};`;
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  return hash('sha256', value, 'hex');
}
