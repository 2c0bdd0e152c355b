import { closeSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { fingerprintOfBody } from '../../rows/parse-body.ts';
import { migrate } from '../migrate.ts';
import { explained, explainedCopy } from './explain-error.ts';
import { openWhole, type WholeFile } from './padded-file.ts';
import { isDamage, type Row, readableRows } from './readable-rows.ts';
import { createHandlerTables } from './salvage-handler-tables.ts';

/** The result of copying a damaged file. */
export interface Salvaged {
  readonly notifications: number;
  /** A sentence for each part that could not be copied. */
  readonly faults: readonly string[];
}

/**
 * Copies everything readable of a damaged inbox into a new one, with the tables of the handlers. Counters, search index and missing fingerprints are derived
 * from the notifications.
 *
 * @param file no receiver may have it open.
 * @throws Error if there is no inbox, if the target exists, or if the inbox was written by another version of this
 * program. Then no new target is left.
 */
export function salvage(file: string, target: string): Salvaged {
  const source = openSource(file, target);
  try {
    // Fails if the target exists. SQLite takes an empty one.
    closeSync(openSync(target, 'wx', 0o600));
    return copyAll(source.database, file, target);
  } finally {
    source.close();
  }
}

function openSource(file: string, target: string): WholeFile {
  try {
    return openWhole(file, target);
  } catch (error) {
    throw explained(error, file);
  }
}

function copyAll(source: DatabaseSync, file: string, target: string): Salvaged {
  const copy = new DatabaseSync(target);
  try {
    migrate(copy);
    expectSameSchema(source, copy);
    copy.exec('PRAGMA foreign_keys = OFF; BEGIN');
    const faults: string[] = [];
    const createOthers = createHandlerTables(source, copy, faults);
    faults.push(...tablesOf(copy).flatMap((table) => copyTable(source, copy, table)));
    createOthers();
    copy.exec(REPAIR);
    addMissingFingerprints(copy);
    const { count } = copy.prepare('SELECT count(*) AS count FROM notification').get() as { count: number };
    copy.exec('COMMIT');
    return { notifications: count, faults: [...faults, ...uncounted(source, count)] };
  } catch (error) {
    rmSync(target, { force: true });
    throw explainedCopy(error, file, target);
  } finally {
    copy.close();
  }
}

/** Damage inside of a page can hide rows without an error; the counters know them. */
function uncounted(source: DatabaseSync, copied: number): string[] {
  try {
    const counted = Number(source.prepare('SELECT sum(count) AS count FROM counter').get()?.['count'] ?? 0);
    return counted > copied
      ? [`${counted - copied} of the ${counted} notifications that the inbox counts`]
      : [];
  } catch (error) {
    if (!isDamage(error)) throw error;
    return [];
  }
}

interface Table {
  readonly name: string;
  /** The integer primary key, if there is one; `rowid` of the tables of handlers. */
  readonly key: string | null;
}

/** All tables but those that are derived from others. */
function tablesOf(database: DatabaseSync): Table[] {
  return database
    .prepare(
      `SELECT name, CASE
         WHEN wr THEN NULL
         WHEN substr(lower(name), 1, 4) = 'app_' THEN 'rowid'
         ELSE (SELECT name FROM pragma_table_info(list.name) WHERE pk = 1) END AS key
       FROM pragma_table_list AS list
       WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('counter', 'heartbeat')`,
    )
    .all() as unknown as Table[];
}

function copyTable(source: DatabaseSync, copy: DatabaseSync, { name, key }: Table): string[] {
  const faults: string[] = [];
  const insert = prepareInsert(copy, name);
  const rows =
    key === null
      ? rowsFromBothEnds(source, name, ({ message }) => faults.push(`a part of ${name}: ${message}`))
      : readableRows(
          source,
          quoted(name),
          key,
          (after, { message }) => faults.push(`${name} after seq ${after}: ${message}`),
          key === 'rowid' ? { columns: 'rowid AS rowid, *' } : {},
        );
  for (const row of rows) {
    try {
      insert(row);
    } catch (error) {
      faults.push(`a row of ${name}${key ? ` at seq ${row[key]}` : ''}: ${(error as Error).message}`);
    }
  }
  return faults;
}

function prepareInsert(database: DatabaseSync, table: string): (row: Row) => void {
  const columns = database
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name));
  const insert = database.prepare(
    `INSERT OR IGNORE INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  return (row) => void insert.run(...columns.map((column) => row[column] as SQLInputValue));
}

/** A table without rowids cannot be read past a damaged page: it is read up to the page from both ends. */
function* rowsFromBothEnds(
  database: DatabaseSync,
  table: string,
  onUnreadable: (error: Error) => void,
): Generator<Row> {
  const key = database
    .prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .all(table)
    .map(({ name }) => String(name));
  for (const direction of ['ASC', 'DESC']) {
    const statement = database.prepare(
      `SELECT * FROM ${quoted(table)} ORDER BY ${key.map((each) => `${quoted(each)} ${direction}`).join(', ')}`,
    );
    statement.setReadBigInts(true);
    try {
      yield* statement.iterate() as Iterable<Row>;
      return;
    } catch (error) {
      if (!isDamage(error)) throw error;
      if (direction === 'ASC') onUnreadable(error);
    }
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Without a fingerprint, the same notification would be received again. */
function addMissingFingerprints(database: DatabaseSync): void {
  const add = database.prepare(
    'INSERT OR IGNORE INTO fingerprint (clock, hash, id, received_at) VALUES (?, ?, ?, ?)',
  );
  const missing = database.prepare('SELECT * FROM notification WHERE id NOT IN (SELECT id FROM fingerprint)');
  missing.setReadBigInts(true);
  for (const row of missing.all() as Row[]) {
    const { id, event_type: eventType, body, occurred_at: occurredAt, received_at: receivedAt } = row;
    // No notification that can be received has a body that is not JSON.
    const hash = fingerprintOfBody(String(eventType), body as Uint8Array);
    const day = ((receivedAt as bigint) / DAY_MS) * DAY_MS * 1_000_000n;
    const clock = (occurredAt ?? day) as bigint;
    // A damaged time may be too large for the column.
    if (hash && BigInt.asIntN(64, clock) === clock) add.run(clock, hash, String(id), receivedAt as bigint);
  }
}

function expectSameSchema(source: DatabaseSync, copy: DatabaseSync): void {
  const [found, expected] = [source, copy].map(
    (database) => database.prepare('PRAGMA user_version').get()?.['user_version'],
  );
  if (found !== expected)
    throw new Error(`the inbox has schema ${found}, expected ${expected}: use the program that wrote it`);
}

const DAY_MS = 86_400_000n;

const REPAIR = `
  DELETE FROM attempt WHERE notification NOT IN (SELECT seq FROM notification);
  DELETE FROM delivery WHERE notification NOT IN (SELECT seq FROM notification);
  INSERT INTO counter SELECT event_type, state, count(*) FROM notification GROUP BY event_type, state;`;
