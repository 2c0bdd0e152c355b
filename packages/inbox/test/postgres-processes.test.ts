import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@partner-webhooks/test-postgres';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Claim, type Inbox, InboxUnavailableError, StatementError, systemClock } from '../src/index.ts';
import { HANDLER_SCHEMA } from '../src/postgres/handler-schema.ts';
import type { PostgresInboxOptions } from '../src/postgres/open.ts';
import { incoming, order, prices, transfer } from './notifications.ts';
import { openPostgresRows, type PostgresRows } from './postgres-rows.ts';
import { createTestDispatcher } from './running-dispatcher.ts';
import { postgresInbox } from './stores.ts';

// Several processes on one database, each with its own connections: what comes at the same time, what is lost on the way.

let url: string;
let rows: PostgresRows;

beforeAll(async () => {
  ({ url } = await createDatabase());
  rows = await openPostgresRows(url);
});
afterAll(() => rows.close());

/** Some processes with empty tables. */
async function processes(count: number, options: Partial<PostgresInboxOptions> = {}): Promise<Inbox[]> {
  const inboxes: Inbox[] = [];
  for (let n = 0; n < count; n += 1) inboxes.push(await postgresInbox(url, options));
  await rows.empty();
  onTestFinished(async () => {
    for (const each of inboxes) await each.close();
  });
  return inboxes;
}

function at<T>(list: readonly T[], n: number): T {
  const found = list[n % list.length];
  if (found === undefined) throw new Error('the list is empty');
  return found;
}

it('of deliveries that come to all processes at once, one is stored', async () => {
  const inboxes = await processes(3);
  const all = Array.from({ length: 90 }, (_, n) =>
    at(inboxes, n).receive(incoming(`${n}`, n < 45 ? transfer(n % 3) : prices(n % 3))),
  );
  const results = await Promise.all(all);
  expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(6);
  const { items } = await at(inboxes, 0).notifications({}, { limit: 99 });
  expect(items.map(({ deliveries }) => deliveries)).toEqual([15, 15, 15, 15, 15, 15]);
  expect(await at(inboxes, 1).statistics()).toMatchObject({ pending: 6 });
});

it('of jobs that are started in all processes at once, one starts', async () => {
  const inboxes = await processes(3);
  const updatedAt = new Date();
  const started = await Promise.all(
    Array.from({ length: 9 }, (_, n) =>
      at(inboxes, n).startJob(
        { id: `job-${n}`, state: 'running', createdAt: updatedAt, updatedAt, details: {} },
        new Date(updatedAt.getTime() - 1_000),
      ),
    ),
  );
  expect(started.filter((isStarted) => isStarted)).toHaveLength(1);
  expect(await at(inboxes, 1).jobs()).toHaveLength(1);
});

it('notifications of a subject are handled one at a time and in order, whatever process receives and handles them', async () => {
  const inboxes = await processes(3, { leaseMs: 1_000 });
  const count = 240;
  const subjects = 8;
  const busy = new Set<string>();
  const problems: string[] = [];
  const handled: { readonly subject: string; readonly step: string }[] = [];
  const done = Promise.withResolvers<void>();
  const failedOnce = new Set<string>();
  const dispatchers = inboxes.map((inbox) => {
    const dispatcher = createTestDispatcher({
      inbox,
      clock: systemClock,
      concurrency: 4,
      retry: { maxAttempts: 9, firstDelay: 10, maxDelay: 20 },
      handle: async ({ payload }, { id }) => {
        const { transferId: subject, modifiedOn: step = '' } = payload as ReturnType<
          typeof transfer
        >['payload'];
        if (busy.has(subject)) problems.push(`two of ${subject} at a time`);
        busy.add(subject);
        await delay(Math.random() * 4);
        busy.delete(subject);
        if (Number(id) % 10 === 0 && !failedOnce.has(id)) {
          failedOnce.add(id);
          throw new Error('not now');
        }
        handled.push({ subject, step });
        if (handled.length === count) done.resolve();
      },
    });
    inbox.watchPending(dispatcher.wake);
    return dispatcher;
  });
  // Of each subject one after the other, as the platform sends them.
  await Promise.all(
    Array.from({ length: subjects }, async (_, subject) => {
      for (let step = 0; step < count / subjects; step += 1) {
        const id = String(subject * 1_000 + step);
        const received = await at(inboxes, subject + step).receive(incoming(id, transfer(subject, step)));
        if (received.duplicate) problems.push(`${id} is a duplicate`);
      }
    }),
  );
  await done.promise;
  for (const dispatcher of dispatchers) await dispatcher.stop();
  expect(problems).toEqual([]);
  for (const [, ofSubject] of Map.groupBy(handled, ({ subject }) => subject)) {
    const steps = ofSubject.map(({ step }) => step);
    expect(steps).toEqual(steps.toSorted());
  }
  expect(await at(inboxes, 0).statistics()).toMatchObject({
    pending: 0,
    handling: 0,
    handled: count,
    dead: 0,
  });
});

it('a process that does not renew its lease loses the notification, and cannot complete it', async () => {
  const [frozen, other] = (await processes(2)) as [Inbox, Inbox];
  await frozen.receive(incoming('a', transfer(1, 1)));
  await frozen.receive(incoming('b', transfer(1, 2)));
  const [claim] = await frozen.claim(9);
  expect(await other.claim(9)).toEqual([]);
  await rows.expireLeases();
  expect(await other.claim(9)).toEqual([expect.objectContaining({ id: 'a', attempt: 2, interrupted: true })]);
  await expect(frozen.complete('a', { state: 'handled' }, claim)).rejects.toThrow('a is not being handled');
  await other.complete('a', { state: 'handled' });
  expect((await frozen.claim(9)).map(({ id }) => id)).toEqual(['b']);
});

it('a handler that loses its lease is aborted, and what it writes is not written; the other process writes it', async () => {
  const [first, other] = (await processes(2, { leaseMs: 400, handlerMigrations: [] })) as [Inbox, Inbox];
  await rows.query(`CREATE TABLE ${HANDLER_SCHEMA}.app_entry (id text, by text)`);
  const aborted = Promise.withResolvers<unknown>();
  const late = Promise.withResolvers<unknown>();
  const started = Promise.withResolvers<void>();
  const ADD = 'INSERT INTO app_entry (id, by) VALUES ($1, $2)';
  let claims = 0;
  const frozen = createTestDispatcher({
    // It does not take back what it has lost.
    inbox: { ...first, claim: async (limit) => (claims++ === 0 ? first.claim(limit) : []) },
    clock: systemClock,
    handle: async (_notification, { id, signal, write }) => {
      write(ADD, id, 'frozen');
      signal.addEventListener('abort', () => aborted.resolve(signal.reason));
      started.resolve();
      await aborted.promise;
      try {
        write(ADD, id, 'late');
      } catch (error) {
        late.resolve(error);
      }
    },
  });
  await first.receive(incoming('a'));
  frozen.wake();
  await started.promise;
  let claim: Claim | undefined;
  while (!claim) {
    // The first one may renew its lease in between.
    await rows.expireLeases();
    [claim] = await other.claim(1);
  }
  expect(await aborted.promise).toMatchObject({ message: expect.stringMatching(/^the lease has expired/) });
  expect(await late.promise).toMatchObject({ message: expect.stringMatching(/^the attempt has ended/) });
  await frozen.stop();
  const effects = { writes: [other.prepareWrite(ADD, ['a', 'other'])] };
  await other.complete('a', { state: 'handled', effects }, claim);
  expect(await rows.ofHandlers('SELECT id, by FROM app_entry')).toEqual([{ id: 'a', by: 'other' }]);
  expect((await first.notification('a'))?.attemptHistory.map(({ outcome }) => outcome)).toEqual([
    'interrupted',
    'handled',
  ]);
});

it('handlers that lock the rows of each other are handled all the same, each once', async () => {
  const inboxes = await processes(2, { handlerMigrations: [] });
  const balances = `${HANDLER_SCHEMA}.app_balance`;
  await rows.query(`CREATE TABLE ${balances} (account integer PRIMARY KEY, cents integer)`);
  await rows.query(`INSERT INTO ${balances} SELECT n, 0 FROM generate_series(0, 3) AS n`);
  const count = 40;
  for (let n = 0; n < count; n += 1) await at(inboxes, 0).receive(incoming(`${n}`, order(n)));
  const done = Promise.withResolvers<void>();
  let handled = 0;
  const dispatchers = inboxes.map((inbox, order) =>
    createTestDispatcher({
      inbox,
      clock: systemClock,
      concurrency: 8,
      onAttempt: () => {
        handled += 1;
        if (handled === count) done.resolve();
      },
      handle: async (_notification, { write }) => {
        const accounts = [0, 1, 2, 3];
        for (const account of order === 0 ? accounts : accounts.toReversed())
          write('UPDATE app_balance SET cents = cents + 1 WHERE account = $1', account);
      },
    }),
  );
  for (const dispatcher of dispatchers) dispatcher.wake();
  await done.promise;
  for (const dispatcher of dispatchers) await dispatcher.stop();
  expect(await rows.ofHandlers('SELECT DISTINCT cents FROM app_balance')).toEqual([{ cents: count }]);
});

it('a statement that ends its connection each time fails its attempt, and no other one', async () => {
  const [inbox] = (await processes(1, { handlerMigrations: [] })) as [Inbox];
  await rows.query(`DROP TABLE IF EXISTS ${HANDLER_SCHEMA}.app_entry`);
  await rows.query(`CREATE TABLE ${HANDLER_SCHEMA}.app_entry (id text, by text)`);
  const ids = ['a', 'bad', 'c', 'd'];
  for (const [n, id] of ids.entries()) await inbox.receive(incoming(id, order(n)));
  await inbox.claim(9);
  const ended = ids.map(async (id) => {
    const writes = [inbox.prepareWrite('INSERT INTO app_entry (id) VALUES ($1)', [id])];
    if (id === 'bad') writes.push(inbox.prepareWrite('SELECT pg_terminate_backend(pg_backend_pid())', []));
    for (let tries = 1; ; tries += 1) {
      try {
        await inbox.complete(id, { state: 'handled', effects: { writes } });
        return 'handled';
      } catch (error) {
        // As the dispatcher does.
        if (!(error instanceof InboxUnavailableError) || tries === 9) return error;
      }
    }
  });
  expect(await Promise.all(ended)).toEqual(['handled', expect.any(StatementError), 'handled', 'handled']);
  await inbox.complete('bad', { state: 'dead', error: 'it ends connections' });
  const written = await rows.ofHandlers('SELECT id FROM app_entry ORDER BY id');
  expect(written.map(({ id }) => id)).toEqual(['a', 'c', 'd']);
});

it('a process renews the leases of its handlers for as long as they run', async () => {
  const [busy, other] = (await processes(2, { leaseMs: 400 })) as [Inbox, Inbox];
  await busy.receive(incoming('a'));
  await busy.claim(1);
  await delay(900);
  expect(await other.claim(1)).toEqual([]);
  await busy.complete('a', { state: 'handled' });
});

it('a process that is told of the notifications of another one need not wait for its next look', async () => {
  const [receiving, handling] = (await processes(2)) as [Inbox, Inbox];
  const calls: number[] = [];
  const unwatch = handling.watchPending(() => calls.push(performance.now()));
  // It listens by then.
  await delay(300);
  const before = performance.now();
  await receiving.receive(incoming('a'));
  while (!calls.some((time) => time > before)) await delay(5);
  unwatch();
  expect(await handling.claim(1)).toHaveLength(1);
});

it('a lost connection rejects the call or is replaced, loses nothing that was acknowledged, and ends nothing', async () => {
  const [inbox] = (await processes(1)) as [Inbox];
  const acknowledged: string[] = [];
  let rejected = 0;
  for (let n = 0; n < 60; n += 1) {
    const receiving = Promise.allSettled(
      [0, 1, 2].map(async (m) => {
        const id = `${n}-${m}`;
        await inbox.receive(incoming(id, order(n * 3 + m)));
        acknowledged.push(id);
      }),
    );
    if (n % 10 === 5)
      await rows.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
    for (const each of await receiving) {
      if (each.status === 'fulfilled') continue;
      rejected += 1;
      expect(each.reason).toBeInstanceOf(InboxUnavailableError);
    }
  }
  await inbox.check();
  const { items } = await inbox.notifications({}, { limit: 999 });
  const stored = new Set(items.map(({ id }) => id));
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  expect(rejected).toBeLessThan(40);
});

it('one notification that the database does not take harms only itself', async () => {
  const [inbox] = (await processes(1)) as [Inbox];
  await rows.query(`ALTER TABLE notification ADD CONSTRAINT planted CHECK (id <> 'bad')`);
  const results = await Promise.allSettled(
    ['good', 'bad', 'fine'].map((id, n) => inbox.receive(incoming(id, order(n)))),
  );
  await rows.query('ALTER TABLE notification DROP CONSTRAINT planted');
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('a commit waits for the disk even if the server is set not to', async () => {
  const [inbox] = (await processes(1)) as [Inbox];
  const [database] = await rows.query('SELECT current_database() AS name');
  await rows.query(`ALTER DATABASE ${database?.['name']} SET synchronous_commit TO off`);
  await rows.query(`CREATE TABLE setting AS SELECT '' AS value WHERE false`);
  await rows.query(
    `CREATE FUNCTION note_setting() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN INSERT INTO setting VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$`,
  );
  await rows.query('CREATE TRIGGER noted AFTER INSERT ON notification EXECUTE FUNCTION note_setting()');
  await rows.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await inbox.receive(incoming('a'));
  expect(await rows.query('SELECT value FROM setting')).toEqual([{ value: 'on' }]);
  await rows.query('DROP TRIGGER noted ON notification');
});
