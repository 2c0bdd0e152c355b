import { createDatabase } from '@partner-webhooks/test-postgres';
import { expect, it, onTestFinished } from 'vitest';
import { openTransactions } from '../src/postgres/connection/transactions.ts';
import { migrate, readMigrations } from '../src/postgres/migrate.ts';
import { openPostgresRows } from './postgres-rows.ts';
import { connectionOf } from './stores.ts';

/** An empty database, and a program that knows some migrations. */
async function emptyDatabase() {
  const { url, drop } = await createDatabase();
  const transactions = await openTransactions(connectionOf(url), { size: 4, prepares: true });
  const rows = await openPostgresRows(url);
  onTestFinished(async () => {
    await rows.close();
    await transactions.close();
    await drop();
  });
  return { transactions, rows };
}

const own = readMigrations();
const next = (oldestProgram: number) => ({
  name: '0099-next.sql',
  sql: 'ALTER TABLE notification ADD COLUMN added text',
  oldestProgram,
});

it('of several programs that start at once, one migrates', async () => {
  const { transactions, rows } = await emptyDatabase();
  await Promise.all([1, 2, 3, 4].map(() => migrate(transactions)));
  const migrations = await rows.query('SELECT name FROM migration ORDER BY version');
  expect(migrations).toEqual(own.map(({ name }) => ({ name })));
});

it('an older program starts beside a newer one if the newer schema leaves it working', async () => {
  const { transactions } = await emptyDatabase();
  await migrate(transactions, [...own, next(1)]);
  await expect(migrate(transactions, own)).resolves.toBeUndefined();
});

it('an older program rejects a schema that needs a newer one', async () => {
  const { transactions } = await emptyDatabase();
  const needed = own.length + 1;
  await migrate(transactions, [...own, next(needed)]);
  await expect(migrate(transactions, own)).rejects.toThrow(
    `the inbox has schema ${needed}, which needs a program that knows schema ${needed}, and this program knows ${own.length}: use a newer program`,
  );
});

it('a migration that fails leaves nothing behind', async () => {
  const { transactions, rows } = await emptyDatabase();
  await migrate(transactions);
  const failing = { name: '0099-failing.sql', sql: 'CREATE TABLE half (); SELECT 1 / 0', oldestProgram: 1 };
  await expect(migrate(transactions, [...own, failing])).rejects.toThrow('division by zero');
  expect(await rows.query(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
  await expect(migrate(transactions)).resolves.toBeUndefined();
});

it('every migration says which programs it leaves working', () => {
  for (const { oldestProgram, name } of own) expect(oldestProgram, name).toBeGreaterThan(0);
});
