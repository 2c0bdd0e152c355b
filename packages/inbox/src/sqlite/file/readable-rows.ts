import type { DatabaseSync } from 'node:sqlite';

/** A row by the names of its columns; integers are `bigint`. */
export type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;

/**
 * Reads a table row by row, and skips pages that cannot be read.
 *
 * @param key the integer primary key.
 * @param onUnreadable called once for each gap, with the key after which rows could not be read.
 * @param part the columns, among them the key, and the key after which to begin; the default is all columns of all rows.
 */
export function* readableRows(
  database: DatabaseSync,
  table: string,
  key: string,
  onUnreadable: (after: bigint, error: Error) => void,
  { columns = '*', start = -1n }: { readonly columns?: string; readonly start?: bigint } = {},
): Generator<Row> {
  const next = database.prepare(`SELECT ${columns} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT 1`);
  next.setReadBigInts(true);
  const isNext = openPredecessorCheck(database, table, key);
  const last = lastKey(database, table, key);
  let gap = 0n;
  for (let after = start; ; ) {
    try {
      const row = withoutStack(() => next.get(after)) as Row | undefined;
      if (!row) return;
      const seq = row[key] as bigint;
      // A page with the content of another one leads to smaller keys.
      if (seq <= after || (seq > after + 1n && !isNext(seq, after)))
        throw new OutOfOrderError(`seq ${seq} comes after seq ${after}`);
      gap = 0n;
      after = seq;
      yield row;
    } catch (error) {
      if (!isDamage(error) && !(error instanceof OutOfOrderError)) throw error;
      if (gap === 0n) onUnreadable(after, error);
      gap += 1n;
      after += 1n;
      if (last === undefined ? gap > MAX_GAP : after > last) return;
    }
  }
}

/**
 * Opens what says whether the row before a row is the one that was read before it, or an earlier one. A page with the content of a
 * later one leads to larger keys, past rows that can be read: but not if the row is looked for from the other end.
 */
function openPredecessorCheck(
  database: DatabaseSync,
  table: string,
  key: string,
): (seq: bigint, after: bigint) => boolean {
  const before = database.prepare(
    `SELECT ${key} AS seq FROM ${table} WHERE ${key} < ? ORDER BY ${key} DESC LIMIT 1`,
  );
  before.setReadBigInts(true);
  return (seq, after) => {
    const previous = withoutStack(() => before.get(seq))?.['seq'] as bigint | undefined;
    return previous === undefined || previous <= after;
  };
}

/** Calls without a stack trace in errors: an error of SQLite costs 2.5 µs instead of 6.2, and a gap may have 100,000 keys. */
function withoutStack<T>(call: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return call();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

class OutOfOrderError extends Error {
  override readonly name = 'OutOfOrderError';
}

/** Whether SQLite has found a damaged page. */
export function isDamage(error: unknown): error is Error {
  return error instanceof Error && 'errcode' in error && DAMAGE.has(Number(error.errcode) & 0xff);
}

// SQLITE_CORRUPT and SQLITE_NOTADB.
const DAMAGE = new Set([11, 26]);

/** The last key by the table or, if its pages are damaged, by an index; `undefined` if it cannot be read. */
function lastKey(database: DatabaseSync, table: string, key: string): bigint | undefined {
  for (const source of [`${table} NOT INDEXED`, table]) {
    try {
      const statement = database.prepare(`SELECT max(${key}) AS last FROM ${source}`);
      statement.setReadBigInts(true);
      return (statement.get()?.['last'] ?? 0n) as bigint;
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
  return undefined;
}

// Keys after the last row that could be read, if the last key is unknown: more than an inner page of 4 KiB leads to, which has
// 500 leaves with at most 200 short rows.
const MAX_GAP = 100_000n;
