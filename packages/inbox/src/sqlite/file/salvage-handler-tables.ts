import type { DatabaseSync } from 'node:sqlite';

/** What the handlers have in a file: its SQL, and whether rows belong to it. */
interface HandlerObject {
  readonly name: string;
  readonly type: string;
  readonly sql: string;
}

/**
 * Makes the empty tables of the handlers in a copy.
 *
 * @returns what makes the indexes, views and triggers, once the rows have been copied. Both add a sentence for each that
 * cannot be made.
 */
export function createHandlerTables(source: DatabaseSync, copy: DatabaseSync, faults: string[]): () => void {
  const objects = found(source, faults);
  const make = ({ type, name, sql }: HandlerObject) => {
    try {
      copy.exec(sql);
    } catch (error) {
      faults.push(`the ${type} ${name}: ${(error as Error).message}`);
    }
  };
  for (const each of objects) if (each.type === 'table') make(each);
  return () => {
    for (const each of objects) if (each.type !== 'table') make(each);
  };
}

function found(source: DatabaseSync, faults: string[]): readonly HandlerObject[] {
  try {
    return source.prepare(FIND).all() as unknown as HandlerObject[];
  } catch (error) {
    faults.push(`the tables of the handlers: ${(error as Error).message}`);
    return [];
  }
}

// The tables that SQLite makes for a virtual table are made with it.
const FIND = `
  SELECT name, type, sql FROM sqlite_schema
  WHERE substr(lower(name), 1, 4) = 'app_' AND sql IS NOT NULL
    AND name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
  ORDER BY rowid`;
