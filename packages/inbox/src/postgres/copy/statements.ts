import type { Chunk } from '../../copy/copied-table.ts';
import type { Layout } from './layout.ts';

/** A statement and its parameters. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The greatest key of a table. */
export function lastKeyOf({ parts: [first], key }: Layout): string {
  const order = key.map(({ expression }) => `${expression} DESC`).join(', ');
  return `SELECT ${key.map(({ name }) => name).join(', ')} FROM ${first?.table} ORDER BY ${order} LIMIT 1`;
}

/** The hashes of the rows of a part of a table, one after the other. */
export function hashesOf({ from, key, hashedText }: Layout, part: Pick<Chunk, 'after' | 'last'>): Statement {
  const columns = key.map(({ expression }) => expression);
  const { condition, values } = rangeOf(columns, key, part);
  return {
    text: `
      SELECT coalesce(string_agg(sha256(convert_to(${hashedText}, 'UTF8')), ''::bytea ORDER BY ${columns.join(', ')}),
        ''::bytea) AS hashes
      FROM ${from} WHERE ${condition}`,
    values,
  };
}

/** Removes a part of a table. */
export function removeRange(
  { parts, key }: Layout,
  part: Pick<Chunk, 'after' | 'last'>,
): { readonly texts: readonly string[]; readonly values: readonly unknown[] } {
  const columns = key.map(({ name, type }) => (type === 'text' ? `${name} COLLATE "C"` : name));
  const { condition, values } = rangeOf(columns, key, part);
  return { texts: parts.map(({ table }) => `DELETE FROM ${table} WHERE ${condition}`), values };
}

function rangeOf(
  columns: readonly string[],
  key: Layout['key'],
  { after, last }: Pick<Chunk, 'after' | 'last'>,
): { readonly condition: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const parameters = (of: readonly unknown[]) =>
    key.map(({ type }, index) => {
      values.push(of[index]);
      return `$${values.length}::${type}`;
    });
  const row = (texts: readonly string[]) => `ROW(${texts.join(', ')})`;
  const conditions = [
    after && `${row(columns)} > ${row(parameters(after))}`,
    last && `${row(columns)} <= ${row(parameters(last))}`,
  ].filter((each) => each !== undefined);
  return { condition: conditions.join(' AND ') || 'true', values };
}

/** The columns of a schema. Partitions have those of their tables. */
export const FIND_COLUMNS = `
  SELECT relname AS "table", attname AS name, format_type(atttypid, NULL) AS type
  FROM pg_class
  JOIN pg_namespace ON pg_namespace.oid = relnamespace
  JOIN pg_attribute ON attrelid = pg_class.oid
  WHERE nspname = $1 AND relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0 AND NOT attisdropped
  ORDER BY relname, attnum`;

/** One row if there is a schema with an inbox. */
export const FIND_SCHEMA = `
  SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE nspname = $1 AND relname = 'notification'`;

/** The connections of receivers. */
export const FIND_RECEIVERS = `
  SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'partner-webhooks' LIMIT 1`;

// A notification is a head if no earlier one of its queue is pending, and none is being handled (migration 0001).
const MARK_HEADS = `
  UPDATE progress SET blocked = NOT blocked
  WHERE seq > $1 AND seq <= $2 AND state = 'pending' AND blocked = NOT EXISTS (
    SELECT 1 FROM progress AS other
    WHERE other.queue = progress.queue AND other.state IN ('pending', 'handling')
      AND (other.state = 'handling' OR other.seq < progress.seq))`;

/** The next row gets the next seq. */
const continueSeq = (table: string) => `
  SELECT setval('${table}_seq_seq', coalesce((SELECT max(seq) FROM ${table}), 1), EXISTS (SELECT 1 FROM ${table}))`;

/** What is derived when all rows are there, in steps of so many seqs. */
export const COMPLETE: readonly { readonly text: string; readonly stepSeqs?: number }[] = [
  // The plans of the statements that follow depend on it.
  { text: 'ANALYZE progress' },
  { text: MARK_HEADS, stepSeqs: 20_000 },
  { text: continueSeq('notification') },
  { text: continueSeq('audit') },
  { text: 'ANALYZE notification, progress, delivery, attempt' },
];
