import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type HandlerContext, systemClock, type TransactionClient } from '../src/index.ts';
import { incoming, order } from './notifications.ts';
import { createTestDispatcher } from './running-dispatcher.ts';
import { type OpenStore, openPostgres, STORES, sharedPostgres } from './stores.ts';

// `context.read` on both stores, and `context.transaction`, which PostgreSQL has.

const TABLES = `
  CREATE TABLE app_account (id text PRIMARY KEY, cents bigint NOT NULL);
  INSERT INTO app_account VALUES ('a', 100), ('b', 9007199254740993);`;
const BALANCE = 'SELECT cents FROM app_account WHERE id = $1';
const SET = 'UPDATE app_account SET cents = $2 WHERE id = $1';
const ADD = 'UPDATE app_account SET cents = cents + $2 WHERE id = $1';

/** Handles notifications in real time, and then looks at the account `a`. */
async function handleWith(
  open: OpenStore,
  handler: (context: HandlerContext) => unknown,
  { notifications = 1, timeout = 30_000, concurrency = 4 } = {},
) {
  const { inbox, rows, close } = await open({ handlerTables: TABLES });
  onTestFinished(close);
  const faults: unknown[] = [];
  const dispatcher = createTestDispatcher({
    inbox,
    clock: systemClock,
    timeout,
    concurrency,
    retry: { maxAttempts: 2, firstDelay: 1, maxDelay: 1 },
    onInboxError: (error) => faults.push(error),
    handle: async (_notification, context) => void (await handler(context)),
  });
  for (let n = 0; n < notifications; n += 1) await inbox.receive(incoming(`n${n}`, order(n)));
  dispatcher.wake();
  await vi.waitFor(
    async () => {
      const { pending, handling } = await inbox.statistics();
      expect(pending + (faults.length > 0 ? 0 : handling)).toBe(0);
    },
    { timeout: 20_000, interval: 5 },
  );
  await dispatcher.stop();
  const [account] = await rows.ofHandlers(`SELECT cents FROM app_account WHERE id = 'a'`);
  const { state, error, attempts } = (await inbox.notification('n0')) ?? {};
  return { inbox, rows, cents: Number(account?.['cents']), state, error, attempts };
}

describe.each(STORES)('on %s', (_store, open) => {
  it('a handler reads what is committed: integers as numbers, or as BigInts if those are too small', async () => {
    const read: unknown[] = [];
    const { state } = await handleWith(open, async (context) => {
      context.write(SET, 'a', 7);
      read.push(await context.read(BALANCE, 'a'), await context.read(`${BALANCE} OR id = 'none'`, 'b'));
      read.push(await context.read(BALANCE, 'none'));
    });
    expect(state).toBe('handled');
    expect(read).toEqual([[{ cents: 100 }], [{ cents: 9007199254740993n }], []]);
  });

  it.each([
    ['writes', `DELETE FROM app_account`, /begins with SELECT, WITH or VALUES, found DELETE/],
    ['writes in a part of it', `WITH gone AS (DELETE FROM app_account RETURNING id) SELECT * FROM gone`, /./],
    ['is wrong', 'SELECT none FROM app_account', /none/],
    ['reads the inbox', 'SELECT * FROM notification', /notification/],
  ])('a statement that %s reads nothing, and the attempt fails', async (_what, sql, message) => {
    const { state, error, cents } = await handleWith(open, ({ read }) => read(sql));
    expect({ state, cents }).toEqual({ state: 'dead', cents: 100 });
    expect(error).toMatch(/^StatementError: /);
    expect(error).toMatch(message);
  });
});

it('on SQLite, context.transaction says what to use in its place', async () => {
  const [[, openSqlite]] = STORES as [(typeof STORES)[number]];
  const { error } = await handleWith(openSqlite, ({ transaction }) => transaction(async () => {}));
  expect(error).toBe(
    'StatementError: context.transaction needs PostgreSQL: on SQLite, read with context.read and write with context.write',
  );
});

describe('on PostgreSQL, a transaction of a handler', () => {
  const handle = handleWith.bind(undefined, openPostgres);
  const add = (cents: number) => (client: TransactionClient) => client.query(ADD, 'a', cents);

  it('reads and writes, and is committed together with the outcome and what is written otherwise', async () => {
    const { cents, state } = await handle(async ({ transaction, write }) => {
      write('UPDATE app_account SET cents = cents * 2 WHERE id = $1', 'a');
      const before = await transaction(async (client) => {
        const { rows, rowCount } = await client.query(`${BALANCE} FOR UPDATE`, 'a');
        expect(rowCount).toBe(1);
        return Number(rows[0]?.['cents']);
      });
      await transaction((client) => client.query(SET, 'a', before + 11));
    });
    expect({ cents, state }).toEqual({ cents: 222, state: 'handled' });
  });

  it.each<[string, (context: HandlerContext) => unknown]>([
    ['the handler throws', () => Promise.reject(new Error('never'))],
    ['the handler times out', () => new Promise(() => {})],
    ['what it writes otherwise fails', ({ write }) => write('INSERT INTO app_account VALUES ($1, 1)', 'b')],
  ])('leaves nothing behind if %s, and no connection', async (_what, then) => {
    // More than there are connections.
    const { cents, state, inbox } = await handle(
      async (context) => {
        await context.transaction(add(1));
        return then(context);
      },
      { notifications: 9, timeout: 50 },
    );
    expect({ cents, state }).toEqual({ cents: 100, state: 'dead' });
    expect(await inbox.statistics()).toMatchObject({ dead: 9, handling: 0 });
  });

  it('is committed for each of more handlers than there are connections', async () => {
    const { cents, inbox } = await handle(({ transaction }) => transaction(add(1)), {
      notifications: 20,
      concurrency: 20,
    });
    expect(cents).toBe(120);
    expect(await inbox.statistics()).toMatchObject({ handled: 20 });
  });

  it('undoes a call that throws, and goes on', async () => {
    const { cents, state } = await handle(async ({ transaction }) => {
      await transaction(add(1));
      const failing = transaction(async (client) => {
        await client.query(SET, 'a', 0);
        await client.query('INSERT INTO app_account VALUES ($1, 1)', 'b');
      });
      await expect(failing).rejects.toThrow(/duplicate key/);
      await transaction(add(10));
    });
    expect({ cents, state }).toEqual({ cents: 111, state: 'handled' });
  });

  it('runs its calls one after the other', async () => {
    const { cents, error } = await handle(({ transaction }) =>
      Promise.all(
        [1, 2, 3].map(() =>
          transaction(async (client) => {
            const { rows } = await client.query(BALANCE, 'a');
            await client.query(SET, 'a', Number(rows[0]?.['cents']) * 2);
          }),
        ),
      ),
    );
    expect(error).toBeUndefined();
    expect(cents).toBe(800);
  });

  it.each<[string, (context: HandlerContext) => unknown, RegExp]>([
    [
      'is not awaited',
      ({ transaction }) => void transaction(add(1)).catch(() => {}),
      /has not awaited context\.transaction/,
    ],
    [
      'has a client that is used after its call',
      async ({ transaction }) => {
        const client = await transaction(async (each) => each);
        await client.query(ADD, 'a', 1);
      },
      /the call of context\.transaction has ended/,
    ],
    [
      'ends itself',
      ({ transaction }) => transaction((client) => client.query('COMMIT')),
      /found COMMIT: the transaction is that of the inbox/,
    ],
    [
      'has several statements at once',
      ({ transaction }) => transaction((client) => client.query('SELECT 1; COMMIT')),
      /expected one statement, found 2/,
    ],
    [
      'uses the tables of the inbox',
      ({ transaction }) => transaction((client) => client.query('DELETE FROM partner_webhooks.progress')),
      /expected no partner_webhooks/,
    ],
  ])('that %s fails its attempt', async (_what, handler, message) => {
    const { cents, state, error } = await handle(handler);
    expect({ cents, state }).toEqual({ cents: 100, state: 'dead' });
    expect(error).toMatch(message);
  });

  it('whose connection is lost fails its attempt, and the next one succeeds', async () => {
    const { cents, state, attempts } = await handle(async ({ transaction, attempt }) => {
      await transaction(async (client) => {
        await client.query(ADD, 'a', 1);
        if (attempt === 1)
          await client.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => {});
      }).catch(() => {});
    });
    expect({ cents, state, attempts }).toEqual({ cents: 101, state: 'handled', attempts: 2 });
  });

  it('of an attempt that has lost its lease writes nothing', async () => {
    const { cents, state, attempts } = await handle(async ({ transaction, attempt }) => {
      await transaction(add(attempt));
      if (attempt > 1) return;
      const { rows } = await sharedPostgres();
      await rows.query(`UPDATE progress SET claim_token = claim_token + 1000000 WHERE state = 'handling'`);
    });
    expect({ cents, state, attempts }).toEqual({ cents: 100, state: 'handling', attempts: 1 });
  });
});
