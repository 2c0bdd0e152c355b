import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** SQL by name. */
export type Statements = Readonly<Record<string, string>>;

/** The statements by the same names, prepared. */
export type Prepared<S extends Statements> = { readonly [name in keyof S]: StatementSync };

/** Prepares statements once. One that does not match the schema fails here, at the start. */
export function prepareAll<const S extends Statements>(database: DatabaseSync, statements: S): Prepared<S> {
  const prepared = Object.entries(statements).map(([name, text]) => [name, database.prepare(text)]);
  return Object.fromEntries(prepared) as Prepared<S>;
}
