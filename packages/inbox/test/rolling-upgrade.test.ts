import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@partner-webhooks/test-postgres';
import { expect, it, onTestFinished } from 'vitest';
import { type Inbox, systemClock } from '../src/index.ts';
import { openTransactions, type Transactions } from '../src/postgres/connection/transactions.ts';
import { type Migration, migrate, readMigrations } from '../src/postgres/migrate.ts';
import { openOver } from '../src/postgres/open.ts';
import { incoming, transfer } from './notifications.ts';
import { openPostgresRows } from './postgres-rows.ts';
import { createTestDispatcher } from './running-dispatcher.ts';
import { connectionOf } from './stores.ts';

// An old program runs on while a new one migrates the database, and both run side by side afterwards. The program of the tests
// is the old one; the new one has a further migration, which does what a later version may do: it adds columns to all tables
// that are read and written, and an index, and takes its time.

const SUBJECTS = 8;
// No more than two programs handle on a busy machine.
const SENDER_PAUSE_MS = 25;
const MIGRATION_SECONDS = 0.4;
const HANDLED_AFTERWARDS = 40;

const next: Migration = {
  name: '0099-next.sql',
  oldestProgram: 1,
  sql: `
    ALTER TABLE notification ADD COLUMN added text;
    ALTER TABLE progress ADD COLUMN added integer NOT NULL DEFAULT 0;
    ALTER TABLE attempt ADD COLUMN added text;
    ALTER TABLE counter_change ADD COLUMN added text;
    CREATE INDEX progress_added ON progress (added, seq);
    SELECT pg_sleep(${MIGRATION_SECONDS})`,
};

/** A program with its own connections. */
interface Program {
  readonly inbox: Inbox;
  /** Ends as it does on SIGTERM. */
  readonly stop: () => Promise<void>;
}

it('an old program acknowledges everything while a new one migrates, and both handle each subject in order', async () => {
  const { url, drop } = await createDatabase();
  const rows = await openPostgresRows(url);
  const handled: { readonly subject: string; readonly step: string; readonly by: string }[] = [];
  const problems: string[] = [];
  const acknowledged: string[] = [];

  const busy = new Set<string>();
  async function start(name: string, migrations: readonly Migration[]): Promise<Program> {
    const connection = connectionOf(url);
    const writer = await openTransactions(connection, { size: 5, prepares: true });
    const reader = await openTransactions(connection, { size: 2, prepares: false });
    await migrate(writer, migrations);
    const inbox = await openOver(
      { writer, reader },
      { connection, deduplicationWindow: 3_600_000, quarantineCapacity: 1 },
    );
    const dispatcher = createTestDispatcher({
      inbox,
      clock: systemClock,
      handle: async ({ payload }) => {
        const { transferId: subject, modifiedOn: step = '' } = payload as ReturnType<
          typeof transfer
        >['payload'];
        if (busy.has(subject)) problems.push(`two of ${subject} at a time`);
        busy.add(subject);
        await delay(1);
        busy.delete(subject);
        handled.push({ subject, step, by: name });
      },
      onInboxError: (error) => problems.push(`${name}: ${error}`),
    });
    const unwatch = inbox.watchPending(dispatcher.wake);
    dispatcher.wake();
    const close = async (each: Transactions) => each.close();
    return {
      inbox,
      async stop() {
        unwatch();
        await dispatcher.stop();
        await inbox.close();
        await Promise.all([writer, reader].map(close));
      },
    };
  }

  const running = new Set([await start('old', readMigrations())]);
  onTestFinished(async () => {
    for (const each of running) await each.stop();
    await rows.close();
    await drop();
  });

  // Of each subject one after the other, as the platform sends them, to whatever program runs.
  let isLoading = true;
  const load = Promise.all(
    Array.from({ length: SUBJECTS }, async (_, subject) => {
      for (let step = 0; isLoading; step += 1) {
        const programs = [...running];
        const id = `${subject}-${step}`;
        const { inbox } = programs[(subject + step) % programs.length] as Program;
        await inbox.receive(incoming(id, transfer(subject, step))).then(
          () => acknowledged.push(id),
          (error) => problems.push(String(error)),
        );
        await inbox.notifications({}, { limit: 3 }).catch((error) => problems.push(`list: ${error}`));
        await delay(SENDER_PAUSE_MS);
      }
    }),
  );
  const handledBy = async (name: string, count: number) => {
    const before = handled.length;
    const isEnough = () => handled.slice(before).filter(({ by }) => by === name).length >= count;
    while (!isEnough() && problems.length === 0) await delay(5);
  };

  await handledBy('old', HANDLED_AFTERWARDS);
  running.add(await start('new', [...readMigrations(), next]));
  await Promise.all([handledBy('old', HANDLED_AFTERWARDS), handledBy('new', HANDLED_AFTERWARDS)]);
  const [old] = running as Set<Program> & Iterable<Program>;
  if (old) running.delete(old);
  await delay(50);
  await old?.stop();
  await handledBy('new', HANDLED_AFTERWARDS);
  isLoading = false;
  await load;
  while (handled.length < acknowledged.length && problems.length === 0) await delay(5);

  expect(problems).toEqual([]);
  expect(handled).toHaveLength(acknowledged.length);
  for (const [subject, steps] of Map.groupBy(handled, (each) => each.subject)) {
    const times = steps.map(({ step }) => step);
    expect(times, subject).toEqual(times.toSorted());
  }
  expect(await rows.query('SELECT max(version) AS version FROM migration')).toEqual([
    { version: readMigrations().length + 1 },
  ]);
});
