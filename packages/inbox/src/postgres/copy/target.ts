import { Client } from 'pg';
import type { Chunk, CopiedTable, CopiedValue } from '../../copy/copied-table.ts';
import { type CopyTarget, InboxExistsError, type Stage } from '../../copy/ports.ts';
import { SCHEMA } from '../connection/begin.ts';
import { explainError } from '../connection/explain-error.ts';
import type { Query } from '../connection/open-transaction.ts';
import { findPrimary } from '../connection/primary.ts';
import type { PostgresConnection } from '../connection/settings.ts';
import { COPY_LOCK, MIGRATION_LOCK } from '../keys.ts';
import { createInbox, hasPresentSchema } from '../migrate.ts';
import { toColumn } from '../text-column.ts';
import { insertParts } from './insert.ts';
import { type Layout, layOut, NOT_FILLED, type TargetColumn } from './layout.ts';
import {
  COMPLETE,
  FIND_COLUMNS,
  FIND_RECEIVERS,
  FIND_SCHEMA,
  hashesOf,
  lastKeyOf,
  removeRange,
} from './statements.ts';

/** The schema in which a copy is made. It becomes the inbox when it is complete. */
const COPY_SCHEMA = `${SCHEMA}_copy`;

/** A PostgreSQL database as the target of a copy. */
export interface PostgresCopyTarget extends CopyTarget {
  /** Writes a text as the columns store it. */
  readonly encode: (text: string) => string;
}

/**
 * Opens a database to copy an inbox to it.
 *
 * @throws InboxUnavailableError if the server cannot be reached, and Error if a file of the connection cannot be read.
 */
export async function openPostgresCopyTarget(connection: PostgresConnection): Promise<PostgresCopyTarget> {
  const client = await connect({ ...connection, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  const query: Query = async (text, values = []) => (await client.query(text, [...values])).rows;
  const layouts = new Map<string, Layout>();

  /** A transaction whose names are those of a schema. */
  async function transaction<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const schema = stage === 'copy' ? COPY_SCHEMA : SCHEMA;
    try {
      await client.query(
        // If the server crashes, the next run writes what is missing. The last transaction waits for the disk, and what was
        // committed before it is on disk then, too.
        `BEGIN; SET LOCAL search_path TO ${schema}, pg_catalog; SET LOCAL synchronous_commit TO off; SET LOCAL enable_seqscan TO off;
         SELECT pg_advisory_xact_lock(${COPY_LOCK})`,
      );
      const result = await work();
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      throw error instanceof InboxExistsError || isOwn(error) ? error : explainError(error);
    }
  }

  function layoutOf({ name }: CopiedTable): Layout {
    const layout = layouts.get(name);
    if (!layout) throw new CopyError(`there is no table ${name}`);
    return layout;
  }

  async function expectTables(stage: Stage, tables: readonly CopiedTable[]): Promise<void> {
    const schema = stage === 'copy' ? COPY_SCHEMA : SCHEMA;
    const columns = (await query(FIND_COLUMNS, [schema])) as unknown as TargetColumn[];
    try {
      for (const layout of layOut(tables, columns)) layouts.set(layout.copied.name, layout);
    } catch (error) {
      throw new CopyError((error as Error).message);
    }
  }

  /** Whether the inbox has nothing, now. */
  async function isEmpty(): Promise<boolean> {
    const columns = (await query(FIND_COLUMNS, [SCHEMA])) as unknown as TargetColumn[];
    const tables = new Set(columns.map(({ table }) => table).filter((table) => !(table in NOT_FILLED)));
    for (const table of tables)
      if ((await query(`SELECT 1 FROM ${SCHEMA}.${table} LIMIT 1`)).length > 0) return false;
    return true;
  }

  return {
    encode: toColumn,
    hasInbox: () =>
      transaction('inbox', async () => (await query(FIND_SCHEMA, [SCHEMA])).length > 0 && !(await isEmpty())),
    expectTables: (stage, tables) => transaction(stage, () => expectTables(stage, tables)),
    begin: (tables) =>
      transaction('copy', async () => {
        // One that a program with other migrations has begun is begun again.
        if (!(await hasPresentSchema(query, COPY_SCHEMA))) {
          await query(`DROP SCHEMA IF EXISTS ${COPY_SCHEMA} CASCADE`);
          await createInbox(query, COPY_SCHEMA);
        }
        await expectTables('copy', tables);
      }),
    async lastKey(table) {
      const layout = layoutOf(table);
      const [row] = await transaction('copy', () => query(lastKeyOf(layout)));
      return row && layout.key.map(({ name, type }) => keyValue(row[name], type));
    },
    async hashes(stage, table, part) {
      const { text, values } = hashesOf(layoutOf(table), part);
      const [row] = await transaction(stage, () => query(text, values));
      return row?.['hashes'] as Buffer;
    },
    replace: (table, chunk: Chunk, isEmptyPart, fingerprint) =>
      transaction('copy', async () => {
        const layout = layoutOf(table);
        if (!isEmptyPart) {
          const { texts, values } = removeRange(layout, chunk);
          for (const text of texts) await query(text, values);
        }
        for (const { text, values } of insertParts(layout, chunk.rows, fingerprint))
          await query(text, values);
      }),
    async complete() {
      for (const { text, stepSeqs } of COMPLETE) {
        const last = stepSeqs === undefined ? 0 : await lastSeq();
        for (let after = 0; ; after += stepSeqs ?? 0) {
          await transaction('copy', () =>
            query(text, stepSeqs === undefined ? [] : [after, after + stepSeqs]),
          );
          if (stepSeqs === undefined || after + stepSeqs >= last) break;
        }
      }
    },
    publish: () =>
      transaction('copy', async () => {
        await query(`SET LOCAL synchronous_commit TO on`);
        await query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
        if ((await query(FIND_SCHEMA, [SCHEMA])).length > 0) {
          if ((await query(FIND_RECEIVERS)).length > 0)
            throw new InboxExistsError('a receiver has the database open');
          if (!(await isEmpty())) throw new InboxExistsError('the database has an inbox with other data');
          await query(`DROP SCHEMA ${SCHEMA} CASCADE`);
        }
        await query(`ALTER SCHEMA ${COPY_SCHEMA} RENAME TO ${SCHEMA}`);
      }),
    close: () => client.end().catch(() => {}),
  };

  async function lastSeq(): Promise<number> {
    const [row] = await transaction('copy', () => query('SELECT coalesce(max(seq), 0) AS seq FROM progress'));
    return Number(row?.['seq']);
  }
}

/** A connection to the primary. @throws InboxUnavailableError if no server is one. */
async function connect(connection: PostgresConnection): Promise<Client> {
  const primary = await findPrimary(connection);
  for (let serversLeft = primary.servers; ; serversLeft -= 1) {
    const client = new Client({ ...primary.config(), application_name: 'partner-webhooks copy' });
    // The statement that runs when the connection ends rejects.
    client.on('error', () => {});
    try {
      await client.connect();
      await primary.expectPrimary(client);
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (serversLeft <= 1) throw explainError(error);
      primary.moveOn(primary.current());
    }
  }
}

/** The copy cannot be made, whatever the state of the database. */
class CopyError extends Error {
  override readonly name = 'CopyError';
}

function isOwn(error: unknown): boolean {
  return error instanceof CopyError;
}

function keyValue(value: unknown, type: string): CopiedValue {
  return type === 'text' ? String(value) : BigInt(Number(value));
}

// Some statements read a whole table.
const STATEMENT_TIMEOUT_MS = 3_600_000;
