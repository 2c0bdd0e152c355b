import { createDatabase } from '@partner-webhooks/test-postgres';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Inbox } from '../src/index.ts';
import { BY_INDEX } from '../src/postgres/connection/begin.ts';
import type { Query } from '../src/postgres/connection/open-transaction.ts';
import { openTransactions, type Transactions } from '../src/postgres/connection/transactions.ts';
import { migrate } from '../src/postgres/migrate.ts';
import { openOver } from '../src/postgres/open.ts';
import { incoming, order, prices, transfer } from './notifications.ts';
import { openPostgresRows } from './postgres-rows.ts';
import { connectionOf } from './stores.ts';

// What a statement that writes costs does not grow with what is stored: its plan, which the server keeps, reads by index. A
// plan that collects all unfinished notifications once for each statement (a hashed subplan) made receiving four times as slow
// with 30,000 of them.

/** What a dispatcher and its callers do, each at least once. */
async function doEverything(inbox: Inbox): Promise<void> {
  await Promise.all([
    inbox.receive(incoming('a', transfer(1, 1))),
    inbox.receive(incoming('b', transfer(1, 2))),
    inbox.receive(incoming('c', order(1))),
    inbox.receive(incoming('d', prices(1))),
  ]);
  for (const [id, body] of [
    ['e', transfer(1, 1)],
    ['f', order(1)],
    ['g', prices(1)],
  ] as const)
    await inbox.receive(incoming(id, body));
  await inbox.claim(9);
  await inbox.complete('a', { state: 'handled' });
  await inbox.complete('c', { state: 'pending', error: 'not now', dueAt: new Date(0) });
  await inbox.complete('d', { state: 'dead', error: 'never' });
  await inbox.nextDue();
  await inbox.discard(['d'], 'no');
  await inbox.replay(['a', 'd']);
  await inbox.claim(9);
  await inbox.interrupt('a');
  await inbox.removeOld(new Date(), 10);
  await inbox.check();
}

/** Collects the statements of transactions that write. */
function noting(transactions: Transactions, noted: Map<string, number>): Transactions {
  const notedBy =
    (query: Query): Query =>
    (text, values = []) => {
      noted.set(text, values.length);
      return query(text, values);
    };
  return {
    ...transactions,
    write: (locks, work, options) =>
      transactions.write(locks, (query, runOnce) => work(notedBy(query), runOnce), options),
  };
}

async function plansOfEverything(): Promise<readonly (readonly [statement: string, plan: string])[]> {
  // In a database that is new, as when a receiver starts for the first time: then the server knows least.
  const { url, drop } = await createDatabase();
  const rows = await openPostgresRows(url);
  const connection = connectionOf(url);
  const writer = await openTransactions(connection, { size: 5, prepares: true });
  const reader = await openTransactions(connection, { size: 2, prepares: false });
  onTestFinished(async () => {
    for (const each of [rows, writer, reader]) await each.close();
    await drop();
  });
  await migrate(writer);
  const statements = new Map<string, number>();
  const inbox = await openOver(
    { writer: noting(writer, statements), reader },
    { connection, deduplicationWindow: 3_600_000, quarantineCapacity: 1 },
  );
  await doEverything(inbox).finally(() => inbox.close());
  await rows.query(`BEGIN; SET LOCAL plan_cache_mode TO force_generic_plan; ${BY_INDEX}`);
  const plans: [string, string][] = [];
  try {
    for (const [text, parameters] of statements) {
      await rows.query(`PREPARE planned AS ${text}`);
      const values = parameters > 0 ? `(${Array.from({ length: parameters }, () => 'NULL').join(', ')})` : '';
      const lines = await rows.query(`EXPLAIN (VERBOSE) EXECUTE planned${values}`);
      plans.push([text, lines.map((line) => line['QUERY PLAN']).join('\n')]);
      await rows.query('DEALLOCATE planned');
    }
  } finally {
    await rows.query('ROLLBACK');
  }
  return plans;
}

describe('the plan of each statement that writes', () => {
  it('finds rows by index, and collects none that the statement is not about', async () => {
    const plans = await plansOfEverything();
    expect(plans.length).toBeGreaterThan(15);
    const large = plans.filter(([, plan]) =>
      /hashed SubPlan|Seq Scan on \S*\b(notification|progress|attempt|delivery)\b/.test(plan),
    );
    expect(large).toEqual([]);
  });
});
