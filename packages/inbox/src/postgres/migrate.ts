import { readdirSync, readFileSync } from 'node:fs';
import { InboxUnavailableError } from '../errors.ts';
import { SCHEMA } from './connection/begin.ts';
import type { Query } from './connection/open-transaction.ts';
import type { Transactions } from './connection/transactions.ts';
import { MIGRATION_LOCK } from './keys.ts';

/** One step of the schema. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** The number of migrations that the oldest program has that can work with the schema after this step. */
  readonly oldestProgram: number;
}

/** The migrations of this program, in order. @throws Error if one does not say which programs it leaves working. */
export function readMigrations(folder: URL = FOLDER): Migration[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, folder), 'utf8');
      const [, oldest] = /^-- oldest program: (\d+)\n/.exec(sql) ?? [];
      if (oldest === undefined)
        throw new Error(`expected "-- oldest program: <number>" in the first line of ${name}`);
      return { name, sql, oldestProgram: Number(oldest) };
    });
}

/**
 * Migrates the database to the newest schema that this program knows, in one transaction and under a lock: of several
 * programs that start at once, one migrates. A program with an older schema runs on meanwhile and afterwards, unless a
 * migration says that it cannot.
 *
 * @throws Error if the schema is newer and this program is too old for it, and InboxUnavailableError.
 */
export async function migrate(
  transactions: Transactions,
  migrations: readonly Migration[] = readMigrations(),
): Promise<void> {
  for (;;) {
    const found = await transactions.read(installed);
    if (isUpToDate(found, migrations.length)) return;
    await transactions.write([MIGRATION_LOCK], async (query) => {
      // Another program may have migrated while this one waited for the lock. A transaction that has waited may not see the
      // new names yet, so it begins again.
      if ((await exists(query)) !== found.version > 0) return;
      if (found.version > 0 && (await installed(query)).version !== found.version) return;
      await run(query, migrations, found.version);
    });
  }
}

/**
 * Expects an inbox that this program can read without migrating it.
 *
 * @throws InboxUnavailableError if the database has no inbox, or one that needs a migration or a newer program.
 */
export async function expectPresentSchema(query: Query): Promise<void> {
  const { version, oldestProgram } = await installed(query);
  const known = readMigrations().length;
  if (version === 0)
    throw new InboxUnavailableError(`the database has no inbox: expected the schema ${SCHEMA} of a receiver`);
  if (version >= known && oldestProgram <= known) return;
  throw new InboxUnavailableError(
    `the inbox has schema ${version}, and this program reads schema ${known}: ${
      version > known ? 'use a newer program' : 'a receiver of this version migrates it when it starts'
    }`,
  );
}

/** Creates an empty inbox with the newest schema that this program knows, in the transaction of `query`. */
export async function createInbox(query: Query, schema: string): Promise<void> {
  await run(query, readMigrations(), 0, schema);
}

/** Whether a schema has an inbox with exactly the migrations of this program. */
export async function hasPresentSchema(query: Query, schema: string): Promise<boolean> {
  if (!(await exists(query, schema))) return false;
  const names = (await query(NAMES)).map(({ name }) => String(name));
  return (
    names.join() ===
    readMigrations()
      .map(({ name }) => name)
      .join()
  );
}

async function run(
  query: Query,
  migrations: readonly Migration[],
  version: number,
  schema = SCHEMA,
): Promise<void> {
  // An index on a large table takes long.
  await query('SET LOCAL statement_timeout TO 0');
  if (version === 0) {
    await query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await query(CREATE_TABLE);
  }
  for (const [index, { name, sql, oldestProgram }] of migrations.entries()) {
    if (index < version) continue;
    await query(sql);
    await query(ADD, [index + 1, name, oldestProgram]);
  }
}

interface Installed {
  /** How many migrations the database has. */
  readonly version: number;
  /** How many a program needs to work with it. */
  readonly oldestProgram: number;
}

async function installed(query: Query): Promise<Installed> {
  if (!(await exists(query))) return { version: 0, oldestProgram: 0 };
  const [row] = await query(INSTALLED);
  return { version: Number(row?.['version']), oldestProgram: Number(row?.['oldestProgram']) };
}

/** Whether the database has been migrated before. */
async function exists(query: Query, schema = SCHEMA): Promise<boolean> {
  const [table] = await query(FIND_TABLE, [schema]);
  return table?.['found'] === true;
}

/** @throws Error if the program is too old. */
function isUpToDate({ version, oldestProgram }: Installed, known: number): boolean {
  if (oldestProgram > known)
    throw new Error(
      `the inbox has schema ${version}, which needs a program that knows schema ${oldestProgram}, and this program knows ${known}: use a newer program`,
    );
  return version >= known;
}

const FOLDER = new URL('../../migrations/postgres/', import.meta.url);

const FIND_TABLE = `
  SELECT EXISTS (
    SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = $1 AND relname = 'migration') AS found`;
const CREATE_TABLE = `
  CREATE TABLE migration (
    version        integer     PRIMARY KEY,
    name           text        NOT NULL,
    oldest_program integer     NOT NULL,
    migrated_at    timestamptz NOT NULL DEFAULT now()
  )`;
const NAMES = `SELECT name FROM migration ORDER BY version`;
const INSTALLED = `
  SELECT coalesce(max(version), 0) AS version, coalesce(max(oldest_program), 0) AS "oldestProgram" FROM migration`;
const ADD = `INSERT INTO migration (version, name, oldest_program) VALUES ($1, $2, $3)`;
