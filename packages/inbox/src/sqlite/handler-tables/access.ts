import { constants, DatabaseSync } from 'node:sqlite';

/** With this prefix begin the names of everything that belongs to the handlers, in the file of the inbox. */
const PREFIX = 'app_';

/** What statements of handlers may use. */
export interface HandlerTables {
  /** Checks a statement against the schema, without running it. @throws Error if it is wrong, or uses what it may not. */
  check(sql: string): void;
  close(): void;
}

/**
 * Opens a connection on which statements are only checked: SQLite names to its authorizer everything that a statement would
 * do, its triggers included. On the connection that writes, an authorizer would have all of its statements prepared again.
 */
export function openHandlerTables(file: string): HandlerTables {
  let checker: ReturnType<typeof open> | undefined;
  return {
    check(sql) {
      checker ??= open(file);
      checker.explain(() => checker?.database.prepare(sql));
    },
    close: () => checker?.database.close(),
  };
}

function open(file: string) {
  const database = new DatabaseSync(file, { readOnly: true });
  return { database, explain: restrict(database, whyNoStatement) };
}

/**
 * Runs a script that may create, change and drop what belongs to the handlers, and nothing else.
 *
 * @throws Error if it is wrong, or does more; then the transaction has to be rolled back.
 */
export function runMigration(database: DatabaseSync, script: string): void {
  const others = () => JSON.stringify(database.prepare(OTHERS).all(PREFIX));
  const before = others();
  const explain = restrict(database, whyNoMigration);
  try {
    explain(() => database.exec(script));
  } finally {
    database.setAuthorizer(null);
  }
  // A table can be renamed to anything.
  if (others() !== before) throw new Error(`it makes a name that does not begin with ${PREFIX}`);
  const reference = database.prepare(FOREIGN_REFERENCE).get(PREFIX);
  if (reference)
    throw new Error(`${reference['table']} refers to ${reference['parent']}, ${NO_HANDLER_TABLE}`);
}

const OTHERS = `
  SELECT type, name, tbl_name, sql FROM sqlite_schema
  WHERE substr(lower(name), 1, length(?1)) <> ?1
    AND NOT (substr(name, 1, 17) = 'sqlite_autoindex_' AND substr(lower(tbl_name), 1, length(?1)) = ?1)
    AND name <> 'sqlite_sequence'
  ORDER BY type, name`;

// The inbox could not remove a row that something refers to.
const FOREIGN_REFERENCE = `
  SELECT schema.name AS "table", reference."table" AS parent
  FROM sqlite_schema AS schema, pragma_foreign_key_list(schema.name) AS reference
  WHERE schema.type = 'table' AND substr(lower(schema.name), 1, length(?1)) = ?1
    AND substr(lower(reference."table"), 1, length(?1)) <> ?1
  LIMIT 1`;

/** Why a statement may not do something; `undefined` if it may. */
type WhyDenied = (
  action: number,
  first: string | null,
  second: string | null,
  ofInbox: ReadonlySet<string>,
) => string | undefined;

/**
 * Restricts a connection until its authorizer is removed.
 *
 * @returns what runs something and throws the reason if it was denied.
 */
function restrict(database: DatabaseSync, whyDenied: WhyDenied): (run: () => void) => void {
  const names = database.prepare('SELECT name FROM sqlite_schema').all();
  const ofInbox = new Set(
    names.map(({ name }) => lowerCase(String(name))).filter((name) => !isOfHandlers(name)),
  );
  let reason: string | undefined;
  database.setAuthorizer((action, first, second, _schema, trigger) => {
    const denied = whyDenied(action, first, second, ofInbox);
    if (denied === undefined) return constants.SQLITE_OK;
    reason ??= trigger === null ? denied : `${denied} (by ${trigger})`;
    return constants.SQLITE_DENY;
  });
  return (run) => {
    reason = undefined;
    try {
      run();
    } catch (error) {
      throw reason === undefined ? error : new Error(reason);
    }
  };
}

function whyNoStatement(...[action, first, second, ofInbox]: Parameters<WhyDenied>): string | undefined {
  switch (action) {
    case constants.SQLITE_SELECT:
    case constants.SQLITE_RECURSIVE:
      return undefined;
    case constants.SQLITE_FUNCTION:
      return second?.toLowerCase() === 'load_extension' ? 'it loads an extension' : undefined;
    case constants.SQLITE_READ:
      // Functions such as `json_each` are read like tables.
      return ofInbox.has(lowerCase(first)) ? `it reads ${first}, ${NO_HANDLER_TABLE}` : undefined;
    case constants.SQLITE_INSERT:
    case constants.SQLITE_UPDATE:
    case constants.SQLITE_DELETE:
      return isOfHandlers(first) ? undefined : `it writes to ${first}, ${NO_HANDLER_TABLE}`;
    case constants.SQLITE_PRAGMA:
      return READ_BY_SQLITE.has(first ?? '') ? undefined : MORE;
    default:
      return MORE;
  }
}

const MORE = 'it does more than to read and write rows';

// By FTS5, by R*Tree, and by ALTER TABLE for a table that is STRICT. To set one changes nothing.
const READ_BY_SQLITE: ReadonlySet<string> = new Set(['data_version', 'page_size', 'quick_check']);

/** A migration creates, changes and drops as well, all under names with the prefix. */
function whyNoMigration(...asked: Parameters<WhyDenied>): string | undefined {
  const [action, first, second] = asked;
  switch (action) {
    // What SQLite itself writes in order to create something.
    case constants.SQLITE_INSERT:
    case constants.SQLITE_UPDATE:
    case constants.SQLITE_DELETE:
      return isOfSqlite(first) ? undefined : whyNoStatement(...asked);
    case constants.SQLITE_CREATE_TABLE:
    case constants.SQLITE_CREATE_VIEW:
    case constants.SQLITE_CREATE_VTABLE:
    case constants.SQLITE_DROP_TABLE:
    case constants.SQLITE_DROP_VIEW:
    case constants.SQLITE_DROP_VTABLE:
      // `sqlite_sequence`; SQLite itself takes no such name from a script.
      return isOfHandlers(first) || isOfSqlite(first) ? undefined : misnamed(first);
    case constants.SQLITE_CREATE_INDEX:
    case constants.SQLITE_CREATE_TRIGGER:
    case constants.SQLITE_DROP_INDEX:
    case constants.SQLITE_DROP_TRIGGER:
      if (!isOfHandlers(second)) return `it is about ${second}, ${NO_HANDLER_TABLE}`;
      return isOfHandlers(first) || isOfSqlite(first) ? undefined : misnamed(first);
    case constants.SQLITE_ALTER_TABLE:
      return isOfHandlers(second) ? undefined : `it alters ${second}, ${NO_HANDLER_TABLE}`;
    case constants.SQLITE_REINDEX:
      return undefined;
    case constants.SQLITE_TRANSACTION:
    case constants.SQLITE_SAVEPOINT:
      return 'it begins or ends a transaction, and all migrations share one';
    default:
      return whyNoStatement(...asked);
  }
}

function misnamed(name: string | null): string {
  return `it names ${name}: expected a name that begins with ${PREFIX}`;
}

function isOfHandlers(name: string | null): boolean {
  return lowerCase(name).startsWith(PREFIX);
}

function isOfSqlite(name: string | null): boolean {
  return lowerCase(name).startsWith('sqlite_');
}

function lowerCase(name: string | null): string {
  return (name ?? '').toLowerCase();
}

const NO_HANDLER_TABLE = `which belongs to the inbox: expected a table whose name begins with ${PREFIX}`;
