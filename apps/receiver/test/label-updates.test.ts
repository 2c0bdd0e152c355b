import { openDatabase } from '@partner-webhooks/inbox';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { openLabelUpdates } from '../src/read-model/label-updates.ts';

const CUSTOMERS = ['a customer', 'another', 'a third'];

/** Lists of customers with the second in which each was received, in the order in which they are handled. */
const updates = fc.array(
  fc.record({ customers: fc.array(fc.constantFrom(...CUSTOMERS)), second: fc.nat(5) }),
  { maxLength: 8 },
);

it('the latest receipt counts for each customer, in whatever order and how often updates are handled', async () => {
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
