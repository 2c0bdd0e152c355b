import { statSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import {
  type Chunk,
  type CopiedKey,
  type CopiedRow,
  type CopiedTable,
  keyOf,
} from '../../copy/copied-table.ts';
import type { CopySource } from '../../copy/ports.ts';
import { explained } from '../file/explain-error.ts';
import { openLock } from '../file/lock.ts';
import { expectPresentSchema } from '../migrate.ts';
import { findHandlerTables, findTables, type SourceTable } from './tables.ts';

/** Settings of {@link openCopySource}. */
export interface CopySourceOptions {
  /** Writes a text as the target stores it. */
  readonly encode: (text: string) => string;
  /** Lets a receiver have the inbox open meanwhile: what is read may then be of different moments. */
  readonly whileReceiverRuns?: boolean;
}

/**
 * Opens an inbox in a SQLite file to copy it. Nothing of it is changed. Unless a receiver may run, none can start until the
 * source is closed.
 *
 * @throws Error if there is no inbox, if it has another schema than this program reads, or if a receiver has it open.
 */
export function openCopySource(
  file: string,
  { encode, whileReceiverRuns = false }: CopySourceOptions,
): CopySource {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile())
    throw new Error(`the database ${file} ${found ? 'is not a file' : 'does not exist'}: expected an inbox`);
  const lock = whileReceiverRuns ? undefined : openLock(file, 'FULL');
  let database: DatabaseSync | undefined;
  const close = () => {
    database?.close();
    lock?.close();
  };
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    expectPresentSchema(database, file);
    database.function('encoded', { deterministic: true }, (text) => encode(String(text)));
    return { ...sourceOf(database, encode, file), close };
  } catch (error) {
    close();
    throw explained(error, file);
  }
}

function sourceOf(
  database: DatabaseSync,
  encode: (text: string) => string,
  file: string,
): Omit<CopySource, 'close'> {
  const tables = new Map(findTables(database).map((table) => [table.copied.name, table]));
  const sourceTable = ({ name }: CopiedTable): SourceTable => {
    const table = tables.get(name);
    if (!table) throw new Error(`there is no table ${name}`);
    return table;
  };
  const findFingerprint = database.prepare(FIND_FINGERPRINT);
  return {
    tables: [...tables.values()].map(({ copied }) => copied),
    handlerTables: findHandlerTables(database),
    count(table) {
      const { name } = sourceTable(table);
      return Number(database.prepare(`SELECT count(*) AS count FROM ${name}`).get()?.['count']);
    },
    *chunks(table) {
      try {
        yield* chunksOf(database, sourceTable(table), encode);
      } catch (error) {
        throw explained(error, file);
      }
    },
    fingerprint: (id, clock) => findFingerprint.get(clock, id)?.['hash'] as Uint8Array | undefined,
  };
}

function* chunksOf(
  database: DatabaseSync,
  { copied, names, name, key }: SourceTable,
  encode: (text: string) => string,
): Generator<Chunk> {
  const prepare = (where: string) => {
    const order = key.map((column) => column.order).join(', ');
    const statement = database.prepare(`SELECT ${names.join(', ')} FROM ${name} ${where} ORDER BY ${order}`);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    return (...values: CopiedKey) =>
      statement.iterate(...(values as SQLInputValue[])) as unknown as IterableIterator<CopiedRow>;
  };
  const columns = key.map(({ column }) => column).join(', ');
  const parameters = key.map(() => '?').join(', ');
  const from = copied.columns.some((column) => column.kind === 'text' && copied.key.includes(column.name))
    ? undefined
    : prepare(`WHERE (${columns}) > (${parameters})`);
  let rows = prepare('')();
  for (let after: CopiedKey | undefined; ; ) {
    const { taken, isLast } = take(rows, encode);
    const last = taken.at(-1);
    const start = after && { after };
    if (!last || isLast) {
      yield { ...start, rows: taken };
      return;
    }
    after = keyOf(copied, last);
    // A statement that stays open keeps a receiver's log from being shortened, so each chunk has its own. Tables with texts in
    // their keys are small, and are sorted once.
    if (from) rows.return?.();
    yield { ...start, last: after, rows: taken };
    if (from) rows = from(...after);
  }
}

/** The next rows: so many that they make a chunk, or all that are left. */
function take(
  rows: Iterator<CopiedRow>,
  encode: (text: string) => string,
): { readonly taken: readonly CopiedRow[]; readonly isLast: boolean } {
  const taken: CopiedRow[] = [];
  let bytes = 0;
  while (taken.length < ROWS_PER_CHUNK && bytes < BYTES_PER_CHUNK) {
    const { done, value } = rows.next();
    if (done) return { taken, isLast: true };
    const row = (value as CopiedRow).map((each) => (typeof each === 'string' ? encode(each) : each));
    taken.push(row);
    bytes += bytesOf(row);
  }
  return { taken, isLast: false };
}

function bytesOf(row: CopiedRow): number {
  return row.reduce((sum: number, each) => sum + (typeof each === 'bigint' ? 8 : (each?.length ?? 0)), 0);
}

// More at a time were not faster, and a body can have 16 MiB.
const ROWS_PER_CHUNK = 1_000;
const BYTES_PER_CHUNK = 4 * 1024 * 1024;

const BUSY_TIMEOUT_MS = 5_000;

const FIND_FINGERPRINT = `SELECT hash FROM fingerprint WHERE clock = ? AND id = ?`;
