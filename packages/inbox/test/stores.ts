import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@partner-webhooks/test-postgres';
import { onTestFinished } from 'vitest';
import { type Clock, type HandlerMigration, type Inbox, systemClock } from '../src/index.ts';
import type { PostgresConnection } from '../src/postgres/connection/settings.ts';
import { openTransactions, type Transactions } from '../src/postgres/connection/transactions.ts';
import { HANDLER_SCHEMA } from '../src/postgres/handler-schema.ts';
import { migrate } from '../src/postgres/migrate.ts';
import { migrateHandlers } from '../src/postgres/migrate-handlers.ts';
import { openOver, openPostgresInbox, type PostgresInboxOptions } from '../src/postgres/open.ts';
import { placeEmptyInbox } from './empty-inbox.ts';
import { openPostgresRows, type PostgresRows } from './postgres-rows.ts';
import { sameThreadInbox } from './same-thread.ts';
import { openQueueCheck, openSqliteRows } from './sqlite-rows.ts';
import type { StoredRows } from './stored-rows.ts';
import { createSettableClock } from './virtual-clock.ts';

/** Settings that every store has. The default of the deduplication window is an hour. */
export interface TestOptions {
  readonly deduplicationWindow?: number;
  readonly replayDead?: boolean;
  readonly quarantineCapacity?: number;
  readonly quarantineBytes?: number;
  readonly clock?: Pick<Clock, 'now'>;
  /** SQL that makes the tables of the handlers. */
  readonly handlerTables?: string;
}

/** An inbox that a test has opened. */
export interface OpenedInbox {
  /** Stays the same object if the inbox is reopened. */
  readonly inbox: Inbox;
  /** Its stored rows, seen from outside of the inbox. */
  readonly rows: StoredRows;
  /** Ends the process that has the inbox, even if handlers run, and starts the next. @param change is made in between. */
  reopen(change?: () => Promise<void>): Promise<Inbox>;
  close(): Promise<void>;
}

/** Opens an empty inbox. */
export type OpenStore = (options?: TestOptions) => Promise<OpenedInbox>;

/** Both stores by their names, for `describe.each`: each test of the inbox runs on both. */
export const STORES: readonly (readonly [name: string, open: OpenStore])[] = [
  ['SQLite', openSqlite],
  ['PostgreSQL', openPostgres],
];

/** An inbox for one test, with a clock whose time of day the test sets. */
export async function openedFor(
  open: OpenStore,
  options: TestOptions = {},
): Promise<OpenedInbox & { readonly clock: Clock & { time: number } }> {
  const clock = createSettableClock(Date.UTC(2025, 0, 1));
  const opened = await open({ clock, ...options });
  onTestFinished(opened.close);
  return { ...opened, clock };
}

/** Resolves when no call of an inbox of a test is running. @returns whether one was. */
export async function callsHaveEnded(): Promise<boolean> {
  const wereRunning = running.size > 0;
  while (running.size > 0) await Promise.allSettled(running);
  return wereRunning;
}

const running = new Set<Promise<unknown>>();

const DEFAULTS = {
  deduplicationWindow: 3_600_000,
  quarantineCapacity: 1_000,
  clock: { now: () => new Date() },
};

async function openSqlite(options: TestOptions = {}): Promise<OpenedInbox> {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-'));
  const file = join(folder, 'inbox.db');
  const { clock, handlerTables, ...settings } = { ...DEFAULTS, ...options };
  placeEmptyInbox(file);
  const rows = openSqliteRows(file);
  const queueCheck = openQueueCheck(file);
  const opened = await reopenable(() =>
    sameThreadInbox({ file, ...settings }, clock, migrationsOf(handlerTables)),
  );
  return {
    ...opened,
    rows: { ...rows, isQueueSound: async (key) => queueCheck.isSound(key) },
    reopen(change) {
      queueCheck.close();
      return opened.reopen(change);
    },
    async close() {
      queueCheck.close();
      await opened.close();
      await rows.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The database and the connections of all tests of this process: to open them takes longer than most of the tests. */
export const sharedPostgres = (() => {
  let opened: Promise<Shared> | undefined;
  return () => (opened ??= openShared());
})();

interface Shared {
  readonly connection: PostgresConnection;
  readonly writer: Transactions;
  readonly reader: Transactions;
  readonly rows: PostgresRows;
}

async function openShared(): Promise<Shared> {
  const { url } = await createDatabase();
  const connection = connectionOf(url);
  const writer = await openTransactions(connection, { size: 5, prepares: true });
  const reader = await openTransactions(connection, { size: 2, prepares: false });
  await migrate(writer);
  return { connection, writer, reader, rows: await openPostgresRows(url) };
}

/** Opens an empty inbox in {@link sharedPostgres}. */
export async function openPostgres(options: TestOptions = {}): Promise<OpenedInbox> {
  const { connection, writer, reader, rows } = await sharedPostgres();
  await rows.empty();
  const { clock, handlerTables, ...settings } = { ...DEFAULTS, ...options };
  if (handlerTables !== undefined) {
    await rows.query(`DROP SCHEMA IF EXISTS ${HANDLER_SCHEMA} CASCADE`);
    await migrateHandlers(writer, migrationsOf(handlerTables) ?? []);
  }
  const opened = await reopenable(() =>
    openOver(
      { writer, reader },
      { connection, ...settings, clock: { ...systemClock, now: () => clock.now() } },
    ),
  );
  return { ...opened, rows };
}

/** Opens an inbox in a database for tests. */
export function postgresInbox(url: string, options: Partial<PostgresInboxOptions> = {}): Promise<Inbox> {
  return openPostgresInbox({
    connection: connectionOf(url),
    poolSize: 8,
    deduplicationWindow: DEFAULTS.deduplicationWindow,
    quarantineCapacity: DEFAULTS.quarantineCapacity,
    ...options,
  });
}

/** One migration with these tables. */
export function migrationsOf(sql: string | undefined): readonly HandlerMigration[] | undefined {
  return sql === undefined ? undefined : [{ number: 1, file: '0001-test.sql', sql, checksum: sql }];
}

/**
 * The connection of an inbox to a database of the test server; through the pooler of `TEST_POOLER=host:port` if it is set. What
 * tests do themselves has sessions of its own, and needs no pooler.
 */
export function connectionOf(url: string): PostgresConnection {
  const { hostname, port, pathname, username, password } = new URL(url);
  const [poolerHost, poolerPort] = process.env['TEST_POOLER']?.split(':') ?? [];
  return {
    host: poolerHost ?? hostname,
    port: Number(poolerPort ?? port),
    database: pathname.slice(1),
    user: username,
    password: decodeURIComponent(password),
    sslmode: 'disable',
    statementTimeoutMs: 10_000,
  };
}

async function reopenable(
  open: () => Promise<Inbox>,
): Promise<Pick<OpenedInbox, 'inbox' | 'reopen' | 'close'>> {
  const inbox = tracked(await open());
  return {
    inbox,
    async reopen(change) {
      await inbox.close();
      await change?.();
      return Object.assign(inbox, tracked(await open()));
    },
    close: () => inbox.close(),
  };
}

/** The same inbox, whose running calls are known. */
function tracked(inbox: Inbox): Inbox {
  const methods = Object.entries(inbox).map(([name, method]: [string, (...args: unknown[]) => unknown]) => [
    name,
    (...args: unknown[]) => {
      const result = method.apply(inbox, args);
      if (result instanceof Promise) {
        running.add(result);
        const remove = () => void running.delete(result);
        result.then(remove, remove);
      }
      return result;
    },
  ]);
  return Object.fromEntries(methods) as Inbox;
}
