import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../error-text.ts';
import { MigrationError } from '../errors.ts';

/** One step of the schema of the tables that handlers write. */
export interface HandlerMigration {
  /** From 1, without a gap. */
  readonly number: number;
  /** The path of its file, for messages. */
  readonly file: string;
  readonly sql: string;
  /** SHA-256 of the SQL, hexadecimal. Line ends do not count: git may change them. */
  readonly checksum: string;
}

/** A migration that has been run. */
export interface RunMigration {
  readonly number: number;
  readonly file: string;
  readonly checksum: string;
}

/**
 * Reads the migrations in a folder: `0001-savings.sql`, `0002-interest.sql` and so on. Files with another extension, and
 * hidden ones, are ignored.
 *
 * @throws MigrationError if the folder or a file cannot be read, or a number is missing or there twice.
 */
export function readHandlerMigrations(folder: string): HandlerMigration[] {
  const names = listed(folder)
    .filter((name) => /^[^.].*\.sql$/i.test(name))
    .map((name) => ({ name, file: join(folder, name), number: numberOf(name, folder) }))
    .sort((a, b) => a.number - b.number);
  for (const [index, { file, number }] of names.entries()) {
    const previous = names[index - 1];
    if (previous?.number === number)
      throw new MigrationError(`${file} has the number of ${previous.name}: expected ${index + 1}`);
    if (number !== index + 1)
      throw new MigrationError(`${file} has the number ${number}: expected ${index + 1}, which no file has`);
  }
  return names.map(({ file, number }) => {
    const sql = textOf(file);
    return { number, file, sql, checksum: hash('sha256', sql.replaceAll('\r\n', '\n'), 'hex') };
  });
}

/**
 * Compares migrations with those that have been run.
 *
 * @returns those that have to be run. None if a newer program has run more of them.
 * @throws MigrationError if one was changed after it had been run.
 */
export function migrationsToRun(
  migrations: readonly HandlerMigration[],
  run: readonly RunMigration[],
): readonly HandlerMigration[] {
  const checksums = new Map(run.map(({ number, checksum }) => [number, checksum]));
  for (const { number, file, checksum } of migrations) {
    const earlier = checksums.get(number);
    if (earlier !== undefined && earlier !== checksum)
      throw new MigrationError(
        `${file} was changed after it had been run: undo that, and add a new migration`,
      );
  }
  return migrations.filter(({ number }) => !checksums.has(number));
}

/** The sentence about migrations that this program does not know. */
export function newerMigrations(count: number): string {
  return `a newer program has run ${count} more migrations of handler tables than this one knows: update this one`;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new MigrationError(`the folder ${folder} cannot be read: ${errorMessage(error)}`, { cause: error });
  }
}

function numberOf(name: string, folder: string): number {
  const [digits] = /^\d{1,9}(?!\d)/.exec(name) ?? [];
  if (digits === undefined)
    throw new MigrationError(`${join(folder, name)} has no number: expected a name such as 0001-savings.sql`);
  return Number(digits);
}

function textOf(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw new MigrationError(`${file} cannot be read as text in UTF-8: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}
