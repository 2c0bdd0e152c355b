import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type HandlerMigration, migrationsToRun, type RunMigration } from '../../effects/migrations.ts';
import { scanSql } from '../../effects/scan-sql.ts';
import { MIGRATION_TABLE } from '../../effects/write.ts';
import { errorMessage } from '../../error-text.ts';
import { StatementError } from '../../errors.ts';
import { runMigration } from '../handler-tables/access.ts';

/** What migrates the tables of the handlers. */
export interface MigrateHandlers {
  /**
   * Runs the migrations that have not been run: all of them or, if one fails, none.
   *
   * @returns how many have been run that this program does not know.
   * @throws StatementError with the file and the reason.
   */
  migrateHandlers(migrations: readonly HandlerMigration[], now: number): number;
}

/** Each call belongs in a transaction. */
export function openMigrateHandlers(database: DatabaseSync): MigrateHandlers {
  return {
    migrateHandlers(migrations, now) {
      database.exec('SAVEPOINT migrations');
      try {
        const newer = run(database, migrations, now);
        database.exec('RELEASE migrations');
        return newer;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK TO migrations; RELEASE migrations');
        throw new StatementError(errorMessage(error));
      }
    },
  };
}

function run(database: DatabaseSync, migrations: readonly HandlerMigration[], now: number): number {
  database.exec(CREATE_TABLE);
  const earlier = database.prepare(FIND).all() as unknown as RunMigration[];
  const add = database.prepare(ADD);
  for (const { number, file, sql, checksum } of migrationsToRun(migrations, earlier)) {
    try {
      if (scanSql(sql, 'SQLite').words.has('rollback'))
        throw new Error('expected no ROLLBACK, which would undo the outcomes of other notifications');
      runMigration(database, sql);
    } catch (error) {
      throw new Error(`${file}: ${errorMessage(error)}`);
    }
    add.run(number, basename(file), checksum, now);
  }
  return Math.max(0, ...earlier.map(({ number }) => number - migrations.length));
}

const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS ${MIGRATION_TABLE} (
    number      INTEGER PRIMARY KEY,
    file        TEXT    NOT NULL,
    checksum    TEXT    NOT NULL,
    migrated_at INTEGER NOT NULL
  ) STRICT`;
const FIND = `SELECT number, file, checksum FROM ${MIGRATION_TABLE}`;
const ADD = `INSERT INTO ${MIGRATION_TABLE} (number, file, checksum, migrated_at) VALUES (?, ?, ?, ?)`;
