import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLabelUpdates } from '../src/handlers/read-model/label-updates.ts';
import { type HandlerTables, openHandlerTables } from './handler-tables.ts';

const CUSTOMERS = ['a customer', 'another', 'a third'];

/** Lists of customers with the second in which each was received, in the order in which they are handled. */
const updates = fc.array(
  fc.record({ customers: fc.array(fc.constantFrom(...CUSTOMERS)), second: fc.nat(5) }),
  { maxLength: 8 },
);

let tables: HandlerTables;
beforeAll(async () => {
  tables = await openHandlerTables();
});
afterAll(() => tables?.close());

it('the latest arrival counts for each customer, in whatever order and how often updates are handled', async () => {
  const labelUpdates = createLabelUpdates(tables.inbox);
  await fc.assert(
    fc.asyncProperty(updates, async (each) => {
      await tables.carryOut((write) => {
        write('DELETE FROM app_label_update');
        for (const { customers, second } of each)
          labelUpdates.record(customers, { receivedAt: new Date(second * 1_000), write });
      });
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

it('a customer is one, in capitals or not', async () => {
  const labelUpdates = createLabelUpdates(tables.inbox);
  const upper = '6F9619FF-8B86-D011-B42D-00C04FC964FF';
  await tables.carryOut((write) =>
    labelUpdates.record([upper, upper.toLowerCase()], { receivedAt: new Date(4_000), write }),
  );
  expect(await labelUpdates.of(upper.toLowerCase())).toEqual(new Date(4_000));
});

it('an update has as many customers as a body can list', async () => {
  const labelUpdates = createLabelUpdates(tables.inbox);
  const customers = Array.from({ length: 30_000 }, (_, n) => `customer ${n}`);
  await tables.carryOut((write) => labelUpdates.record(customers, { receivedAt: new Date(9_000), write }));
  expect(await labelUpdates.of('customer 29999')).toEqual(new Date(9_000));
});
