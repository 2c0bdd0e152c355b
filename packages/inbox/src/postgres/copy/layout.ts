import type { CopiedColumn, CopiedTable } from '../../copy/copied-table.ts';
import { DEFAULTS, DERIVED, type Derive } from './derived.ts';

/** A column of the database. */
export interface TargetColumn {
  readonly table: string;
  readonly name: string;
  /** The name of its type as `format_type` gives it. */
  readonly type: string;
}

/** Where a copied table goes, and the statements about it. */
export interface Layout {
  readonly copied: CopiedTable;
  readonly parts: readonly Part[];
  /** The tables, joined where there are several. */
  readonly from: string;
  readonly key: readonly KeyColumn[];
  /** The text of which the hash of a row is made (copied-table.ts). */
  readonly hashedText: string;
}

/** A table of the database, with all of its columns that get a value. */
export interface Part {
  readonly table: string;
  readonly columns: readonly PartColumn[];
}

interface PartColumn extends TargetColumn {
  /** The place of the value in a row, or what derives it. */
  readonly value: number | Derive;
}

interface KeyColumn {
  readonly name: string;
  readonly type: string;
  /** For comparisons in the order of bytes. */
  readonly expression: string;
}

/** Tables that are not copied, with the reason. */
export const NOT_FILLED: Readonly<Record<string, string>> = {
  migration: 'it is written with the schema',
  counter_change: 'what has not been added up yet is in the counters of the source',
  heartbeat: 'it is written to find out whether the database takes writes',
};

/** A notification has two tables. */
const PARTS: Readonly<Record<string, readonly string[]>> = { notification: ['notification', 'progress'] };

/**
 * Finds for each copied column its columns in the database.
 *
 * @throws Error if one has none, or if a table or a column of the database would get no value.
 */
export function layOut(tables: readonly CopiedTable[], all: readonly TargetColumn[]): Layout[] {
  const layouts = tables.map((table) => layoutOf(table, all));
  const filled = new Set(layouts.flatMap(({ parts }) => parts.map(({ table }) => table)));
  const left = all.find(({ table }) => !filled.has(table) && !(table in NOT_FILLED));
  if (left) throw new Error(`the copy does not know the table ${left.table}`);
  return layouts;
}

function layoutOf(copied: CopiedTable, all: readonly TargetColumn[]): Layout {
  const names = PARTS[copied.name] ?? [copied.name];
  const parts = names.map((table) => ({
    table,
    columns: all.filter((column) => column.table === table).flatMap((column) => sourceOf(copied, column)),
  }));
  const [first = { table: copied.name, columns: [] }] = parts;
  const tablesOf = ({ name }: CopiedColumn) =>
    parts.filter(({ columns }) => columns.some((column) => column.name === name)).map(({ table }) => table);
  for (const column of copied.columns)
    if (tablesOf(column).length === 0)
      throw new Error(`the copy does not know the column ${copied.name}.${column.name}`);
  const shared = copied.columns.filter((column) => tablesOf(column).length > 1);
  return {
    copied,
    parts,
    from:
      parts.length === 1
        ? first.table
        : `${names.join(' JOIN ')} ON ${shared
            .map(({ name }) =>
              names
                .map((table) => `${table}.${name}`)
                .join(copied.key.includes(name) ? ' = ' : ' IS NOT DISTINCT FROM '),
            )
            .join(' AND ')}`,
    key: copied.key.map((name) => {
      const { type = '' } = first.columns.find((column) => column.name === name) ?? {};
      return { name, type, expression: `${first.table}.${name}${type === 'text' ? ' COLLATE "C"' : ''}` };
    }),
    hashedText: copied.columns
      .map((column) => hashedText(column, `${tablesOf(column)[0]}.${column.name}`))
      .join(' || '),
  };
}

/** None if the database fills the column itself. @throws Error if nothing fills it. */
function sourceOf({ columns }: CopiedTable, column: TargetColumn): PartColumn[] {
  const name = `${column.table}.${column.name}`;
  const index = columns.findIndex((each) => each.name === column.name);
  const derive = DERIVED[name];
  if (derive) return [{ ...column, value: derive }];
  if (name in DEFAULTS) return [];
  if (index < 0) throw new Error(`the copy does not know the column ${name}`);
  return [{ ...column, value: index }];
}

function hashedText({ kind }: CopiedColumn, column: string): string {
  if (kind === 'integer') return `coalesce(${column}::text || ';', '~')`;
  if (kind === 'text') return `coalesce(octet_length(${column}) || ':' || ${column}, '~')`;
  return `coalesce(encode(sha256(${column}), 'hex'), '~')`;
}
