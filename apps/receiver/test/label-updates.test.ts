import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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
  const folder = mkdtempSync(join(tmpdir(), 'label-updates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let files = 0;
  await fc.assert(
    fc.asyncProperty(updates, async (each) => {
      files += 1;
      const labelUpdates = openLabelUpdates(join(folder, `${files}.db`));
      for (const { customers, second } of each)
        await labelUpdates.record(customers, { receivedAt: new Date(second * 1_000) });
      const known = await Promise.all(CUSTOMERS.map((customer) => labelUpdates.of(customer)));
      labelUpdates.close();
      const latest = CUSTOMERS.map((customer) => {
        const seconds = each.filter(({ customers }) => customers.includes(customer)).map((one) => one.second);
        return seconds.length > 0 ? new Date(Math.max(...seconds) * 1_000) : undefined;
      });
      expect(known).toEqual(latest);
    }),
    { numRuns: 100 },
  );
});

it('a customer is one, in capitals or not, also where an earlier version kept two', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'label-updates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'read-model.db');
  const upper = '6F9619FF-8B86-D011-B42D-00C04FC964FF';
  openLabelUpdates(file).close();
  const database = new DatabaseSync(file);
  const insert = database.prepare('INSERT INTO label_update (customer, received_at) VALUES (?, ?)');
  for (const [customer, at] of [
    [upper, 2_000],
    [upper.toLowerCase(), 1_000],
    ['ABC', 3_000],
  ] as const)
    insert.run(customer, at);
  database.close();

  const labelUpdates = openLabelUpdates(file);
  onTestFinished(() => labelUpdates.close());
  expect(await labelUpdates.of(upper)).toEqual(new Date(2_000));
  expect(await labelUpdates.of(upper.toLowerCase())).toEqual(new Date(2_000));
  expect(await labelUpdates.of('ABC')).toEqual(new Date(3_000));
  await labelUpdates.record([upper], { receivedAt: new Date(4_000) });
  expect(await labelUpdates.of(upper.toLowerCase())).toEqual(new Date(4_000));
});
