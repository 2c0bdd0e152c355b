import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '@partner-webhooks/inbox';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { openLabelUpdates } from '../src/handlers/read-model/label-updates.ts';
import { temporaryFolder } from './temporary-folder.ts';

const CUSTOMERS = ['a customer', 'another', 'a third'];

/** Lists of customers with the second in which each was received, in the order in which they are handled. */
const updates = fc.array(
  fc.record({ customers: fc.array(fc.constantFrom(...CUSTOMERS)), second: fc.nat(5) }),
  { maxLength: 8 },
);

it('the latest arrival counts for each customer, in whatever order and how often updates are handled', async () => {
  const database = await openDatabase(':memory:');
  onTestFinished(() => database.close());
  const labelUpdates = await openLabelUpdates(database);
  await fc.assert(
    fc.asyncProperty(updates, async (each) => {
      await database.run('DELETE FROM label_update');
      for (const { customers, second } of each)
        await labelUpdates.record(customers, { receivedAt: new Date(second * 1_000) });
      const known = await Promise.all(CUSTOMERS.map((customer) => labelUpdates.of(customer)));
      const latest = CUSTOMERS.map((customer) => {
        const seconds = each.filter(({ customers }) => customers.includes(customer)).map((one) => one.second);
        return seconds.length > 0 ? new Date(Math.max(...seconds) * 1_000) : undefined;
      });
      expect(known).toEqual(latest);
    }),
    { numRuns: 100 },
  );
});

it('a customer is one, in capitals or not, also if an earlier version stored two', async () => {
  const file = join(await temporaryFolder(), 'read-model.db');
  const upper = '6F9619FF-8B86-D011-B42D-00C04FC964FF';
  const made = await openDatabase(file);
  await openLabelUpdates(made);
  await made.close();
  const database = new DatabaseSync(file);
  const insert = database.prepare('INSERT INTO label_update (customer, received_at) VALUES (?, ?)');
  for (const [customer, at] of [
    [upper, 2_000],
    [upper.toLowerCase(), 1_000],
    ['ABC', 3_000],
  ] as const)
    insert.run(customer, at);
  database.close();

  const opened = await openDatabase(file);
  onTestFinished(() => opened.close());
  const labelUpdates = await openLabelUpdates(opened);
  expect(await labelUpdates.of(upper)).toEqual(new Date(2_000));
  expect(await labelUpdates.of(upper.toLowerCase())).toEqual(new Date(2_000));
  expect(await labelUpdates.of('ABC')).toEqual(new Date(3_000));
  await labelUpdates.record([upper], { receivedAt: new Date(4_000) });
  expect(await labelUpdates.of(upper.toLowerCase())).toEqual(new Date(4_000));
});
