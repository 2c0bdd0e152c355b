import { type Clock, systemClock } from '../clock.ts';
import type { Commit } from '../commit.ts';
import { type HandlerMigration, newerMigrations } from '../effects/migrations.ts';
import { InboxUnavailableError } from '../errors.ts';
import type { Inbox } from '../inbox.ts';
import type { OnNotice } from '../notice.ts';
import type { AttemptRow } from '../store.ts';
import { createStoredInbox } from '../stored-inbox.ts';
import type { Query } from './connection/open-transaction.ts';
import { isPooledByTransaction } from './connection/pooler.ts';
import type { PostgresConnection } from './connection/settings.ts';
import { openTransactions, type Transactions } from './connection/transactions.ts';
import { migrate } from './migrate.ts';
import { migrateHandlers } from './migrate-handlers.ts';
import { createPostgresStore } from './postgres-store.ts';
import { readLatestReceivedAt } from './read/statistics.ts';
import { openPendingWatch } from './watch.ts';
import { addUpCounters } from './write/counters.ts';
import { releaseLeases, renewLeases } from './write/leases.ts';
import type { LiveClaims } from './write/live-claims.ts';
import type { QuarantineOptions } from './write/quarantine.ts';
import type { ReceiveOptions } from './write/receive.ts';
import { recoverAtStart } from './write/recover.ts';

/** Settings of an inbox in a PostgreSQL database. */
export interface PostgresInboxOptions extends ReceiveOptions, QuarantineOptions {
  readonly connection: PostgresConnection;
  /** The maximum number of connections, at least 4: one listens, two read, the others write. */
  readonly poolSize: number;
  /** How long another process leaves a notification alone after its process has last renewed the lease; 30 s if nothing is said. */
  readonly leaseMs?: number | undefined;
  /** The migrations of the tables of the handlers. Without them no handler can write. */
  readonly handlerMigrations?: readonly HandlerMigration[] | undefined;
  /** The default is {@link systemClock}. */
  readonly clock?: Clock | undefined;
  /** Called after every commit of incoming notifications or outcomes. */
  readonly onCommit?: (commit: Commit) => void;
  /** Called with a sentence about a fault that the inbox survives. */
  readonly onNotice?: OnNotice;
}

/**
 * Opens an inbox in a PostgreSQL database, which several processes can share. Everything it has acknowledged survives a crash
 * of a process or of the server.
 *
 * @throws InboxUnavailableError if the server cannot be reached, MigrationError if a migration of the handlers cannot be run,
 * and Error if the database was written by a newer version.
 * @example
 * ```ts
 * const inbox = await openPostgresInbox({
 *   connection: { host: 'db', port: 5432, database: 'inbox', user: 'inbox', sslmode: 'verify-full', statementTimeoutMs: 10_000 },
 *   poolSize: 10,
 *   deduplicationWindow: 86_400_000,
 *   quarantineCapacity: 10_000,
 * });
 * const { id, duplicate } = await inbox.receive(incoming);
 * ```
 */
export async function openPostgresInbox(options: PostgresInboxOptions): Promise<Inbox> {
  const { connection, poolSize, handlerMigrations, onNotice = () => {} } = options;
  const writer = await openTransactions(connection, {
    size: poolSize - READERS - LISTENERS,
    prepares: true,
  });
  // A list is planned by the values of its filter.
  const reader = await openTransactions(connection, { size: READERS, prepares: false });
  const close = async () => void (await Promise.all([writer.close(), reader.close()]));
  try {
    await migrate(writer);
    if (handlerMigrations) await runHandlerMigrations(writer, handlerMigrations, onNotice);
    const inbox = await openOver({ writer, reader }, options);
    for (const name of await reader.read(unsafeSettings))
      onNotice(
        `the PostgreSQL server has ${name} = off: what is acknowledged may be lost if its machine crashes. Set it to on`,
        'error',
      );
    // Whether there is one does not matter enough to fail.
    if (await isPooledByTransaction(connection).catch(() => false)) onNotice(POOLED, 'warn');
    return {
      ...inbox,
      async close() {
        await inbox.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function runHandlerMigrations(
  transactions: Transactions,
  migrations: readonly HandlerMigration[],
  onNotice: OnNotice,
): Promise<void> {
  const newer = await migrateHandlers(transactions, migrations);
  if (newer > 0) onNotice(newerMigrations(newer), 'warn');
}

/**
 * Opens an inbox over connections that are open to a database that is up to date. They stay open when the inbox is closed.
 *
 * @throws InboxUnavailableError if the server cannot be reached.
 */
export async function openOver(
  { writer, reader }: { readonly writer: Transactions; readonly reader: Transactions },
  options: Omit<PostgresInboxOptions, 'poolSize'>,
): Promise<Inbox> {
  const {
    connection,
    leaseMs = LEASE_MS,
    clock = systemClock,
    onCommit = () => {},
    onNotice = () => {},
  } = options;
  await recoverAtStart(writer, leaseMs, clock.now().getTime());
  const latestReceivedAt = await reader.read(readLatestReceivedAt);
  const live: LiveClaims = new Map();
  const pending = openPendingWatch(connection, writer);
  const store = createPostgresStore(
    { writer, reader, live, pending },
    { ...options, leaseMs, latestReceivedAt, onCommit },
  );
  const lostListeners = new Set<(lost: AttemptRow) => void>();
  const stopChores = startChores(leaseMs, {
    async renew() {
      for (const { id, attempt, replays } of await renewLeases(writer, live, leaseMs)) {
        onNotice(
          `the lease of notification ${id} has expired, and another process may handle it: its handler here cannot complete it`,
          'warn',
        );
        for (const listener of lostListeners) listener({ id, attempt, replays });
      }
    },
    addUp: () => addUpCounters(writer),
  });
  return createStoredInbox(
    {
      ...store,
      watchLost(listener) {
        lostListeners.add(listener);
        return () => lostListeners.delete(listener);
      },
      async close() {
        await stopChores();
        await pending.close();
        // A server that cannot be reached lets the leases expire.
        await releaseLeases(writer, live).catch(() => {});
      },
    },
    // A notification that was received before the clock was set back is due all the same.
    { now: () => new Date(Math.max(clock.now().getTime(), latestReceivedAt)) },
  );
}

/** Settings of the server with which a commit does not survive. `synchronous_commit` is set for each transaction. */
async function unsafeSettings(query: Query): Promise<string[]> {
  const rows = await query(UNSAFE_SETTINGS);
  return rows.map(({ name }) => String(name));
}

const UNSAFE_SETTINGS = `
  SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name`;

const POOLED =
  'the connections to PostgreSQL lead through a pooler in transaction mode: a process notices within a second in place of at once what another one has received. If that is too late, use session mode or connect directly';

const LEASE_MS = 30_000;
const READERS = 2;
const LISTENERS = 1;

// A lease is renewed so often before it expires that two failures do no harm.
const RENEWALS_PER_LEASE = 4;
const ADD_UP_INTERVAL_MS = 5_000;

interface Chores {
  readonly renew: () => Promise<void>;
  /** @returns whether there is more to do. */
  readonly addUp: () => Promise<boolean>;
}

/** Does what has to be done from time to time. While the database is unavailable it is tried again. */
function startChores(leaseMs: number, { renew, addUp }: Chores): () => Promise<void> {
  let isStopped = false;
  const running = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();

  function repeat(intervalMs: number, chore: () => Promise<unknown>): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      const run = chore()
        .catch((error: unknown) => {
          if (!(error instanceof InboxUnavailableError)) throw error;
        })
        .then(() => {
          running.delete(run);
          if (!isStopped) repeat(intervalMs, chore);
        });
      running.add(run);
    }, intervalMs).unref();
    timers.add(timer);
  }
  repeat(leaseMs / RENEWALS_PER_LEASE, renew);
  repeat(ADD_UP_INTERVAL_MS, async () => {
    while (await addUp());
  });

  return async () => {
    isStopped = true;
    for (const timer of timers) clearTimeout(timer);
    await Promise.all(running);
  };
}
