import type { DatabaseSync } from 'node:sqlite';
import type { CopiedColumn, CopiedTable } from '../../copy/copied-table.ts';

// What is copied follows from the schema: every table and every column that is not named here. A target that does not know one
// refuses it, so a new table or column cannot be forgotten.

/** Tables that are not copied, with the reason. */
export const NOT_COPIED: Readonly<Record<string, string>> = {
  fingerprint: 'the target derives it from the bodies',
  earlier_fingerprint: 'the target derives it from the bodies',
  search_index: 'the target derives it from the bodies',
  heartbeat: 'it is written to find out whether the database takes writes',
};

/** Columns that are not copied, with the reason. */
export const COLUMNS_NOT_COPIED: Readonly<Record<string, string>> = {
  'notification.queued': 'the target derives the queues',
  'notification.blocked': 'the target derives the queues',
};

/** Columns that have another name in the target. */
const RENAMED: Readonly<Record<string, string>> = {
  'delivery.notification': 'seq',
  'attempt.notification': 'seq',
};

/** A table of the file, and as what it is copied. */
export interface SourceTable {
  readonly copied: CopiedTable;
  readonly name: string;
  /** The columns that are copied, by their names in the file. */
  readonly names: readonly string[];
  readonly key: readonly { readonly column: string; readonly order: string }[];
}

/** The tables of the inbox that are copied. Tables come before those that refer to them. */
export function findTables(database: DatabaseSync): SourceTable[] {
  const names = database
    .prepare(TABLES)
    .all()
    .map(({ name }) => String(name));
  return names
    .filter((name) => !(name in NOT_COPIED) && !isOfHandlers(name))
    .map((name) => sourceTable(name, database.prepare(COLUMNS).all(name) as unknown as Column[]));
}

/** The names of the tables of handlers. */
export function findHandlerTables(database: DatabaseSync): string[] {
  return database
    .prepare(TABLES)
    .all()
    .map(({ name }) => String(name))
    .filter((name) => isOfHandlers(name) && name !== HANDLER_MIGRATIONS);
}

interface Column {
  readonly name: string;
  readonly type: string;
  /** The place in the primary key, from 1; 0 if it is no part of it. */
  readonly pk: number;
}

function sourceTable(name: string, all: readonly Column[]): SourceTable {
  const columns = all.filter((column) => !(`${name}.${column.name}` in COLUMNS_NOT_COPIED));
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const renamed = (column: string) => RENAMED[`${name}.${column}`] ?? column;
  return {
    copied: {
      name,
      key: key.map((column) => renamed(column.name)),
      columns: columns.map((column) => ({ name: renamed(column.name), kind: kindOf(column) })),
    },
    name,
    names: columns.map((column) => column.name),
    key: key.map((column) => ({
      column: column.name,
      // In the order of the texts as the target stores them.
      order: kindOf(column) === 'text' ? `encoded(${column.name})` : column.name,
    })),
  };
}

function kindOf({ name, type }: Column): CopiedColumn['kind'] {
  const kind = KINDS[type];
  if (!kind)
    throw new Error(`expected a column of type ${Object.keys(KINDS).join(', ')}, found ${name} ${type}`);
  return kind;
}

const KINDS: Readonly<Record<string, CopiedColumn['kind']>> = {
  INTEGER: 'integer',
  TEXT: 'text',
  BLOB: 'bytes',
};

/** Names of handlers begin so (handler-tables/access.ts). */
function isOfHandlers(name: string): boolean {
  return name.toLowerCase().startsWith('app_');
}

const HANDLER_MIGRATIONS = 'app_migration';

// Not the parts of virtual tables. A quarantined body comes before what was found about it.
const TABLES = `
  SELECT name FROM pragma_table_list
  WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  ORDER BY name`;

const COLUMNS = `SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid`;
